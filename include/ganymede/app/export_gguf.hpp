#pragma once
// A checkpoint becomes a GGUF file that ganymede and llama.cpp read, its weights in another element type.
//
//     export_gguf(Checkpoint{"SmolLM2-135M-Instruct"}, "smollm2.q8_0.gguf", DType::q8_0);
//
// Matrices get the element type asked for, but for rows that are no whole number of its blocks, which stay f32; vectors and tables of
// positions are f32. The output head (or the embedding, where it is the head) is never coarser than q8_0, unless it came so: errors in
// it reach the probabilities directly.

#include <ganymede/app/export_tensors.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

struct ExportOptions {
  Index threads = 0;                                                    ///< 0: all CPUs that the process may use
  std::function<void(std::size_t done, std::size_t total)> progress{};  ///< told after each tensor
};

namespace detail {

/// llama.cpp's number for "mostly this type", general.file_type. InputError for a type that is not written.
GANYMEDE_ONCE std::uint32_t gguf_file_type(DType type);

/// InputError where writing `path` would replace what is being read.
GANYMEDE_ONCE void require_other_file(const Checkpoint& checkpoint, const std::filesystem::path& path);

/// The metadata of a GGUF file, without what the new file says anew.
GANYMEDE_ONCE void copy_metadata(const Gguf& from, GgufWriter& to);

/// The metadata of a Hugging Face folder with these settings.
GANYMEDE_ONCE void add_metadata(const Checkpoint& checkpoint, const GgufArchitecture& architecture, const Settings& resolved,
                                const Settings& config, GgufWriter& to);

/// The table of the checkpoint's architecture. ConfigError where GGUF has no form for it.
GANYMEDE_ONCE const GgufArchitecture& gguf_architecture_of(const Checkpoint& checkpoint);

/// Writes the file: `writer` with its metadata, and the tensors.
GANYMEDE_ONCE void write_gguf(const Checkpoint& checkpoint, const std::filesystem::path& path, DType type, const ExportOptions& options,
                              GgufWriter& writer, std::span<const ExportedTensor> tensors);

/// Plans the file: its metadata, and the tensors of `checkpoint`, a folder of family F. ConfigError where GGUF has no form for it.
template <class F>
std::vector<ExportedTensor> plan_export(const Checkpoint& checkpoint, DType type, GgufWriter& writer) {
  const GgufArchitecture& architecture = gguf_architecture_of(checkpoint);
  const Checkpoint recorded = checkpoint.recorded();
  const auto config = F::config(recorded);
  const Settings resolved = config.resolved();
  require_settings_known<F>(recorded);
  add_metadata(checkpoint, architecture, resolved, config.settings, writer);
  return exported_by_name(checkpoint, architecture, {resolved, config.frequency_factors()}, F::prefix, F::ignored, type);
}

}  // namespace detail

/// Writes `checkpoint` (of one of the Families) to `path`, tensor by tensor in constant memory; the file appears when it is complete. From
/// a GGUF file all metadata is copied. Throws InputError (a type that cannot be written, `path` is a file that is being read), FileError,
/// and ConfigError, TensorError or TokenizerError for what is unexpected or what GGUF cannot say.
template <class... Families>
void export_gguf(const Checkpoint& checkpoint, const std::filesystem::path& path, DType type, const ExportOptions& options = {}) {
  const KnownFloatingPoint scope;
  detail::gguf_file_type(type);  // first of all, whether it can be written
  detail::require_other_file(checkpoint, path);
  GgufWriter writer;
  std::vector<detail::ExportedTensor> tensors;
  const auto plan = [&](auto family) {
    using F = typename decltype(family)::type;
    if (!tensors.empty() || !is_of_family<F>(checkpoint)) return;
    if (const Gguf* const own = checkpoint.gguf_form()) {
      detail::copy_metadata(*own, writer);
      tensors = detail::exported_as_they_are(checkpoint, type);
    } else if constexpr (requires { F::config(checkpoint).resolved(); }) {
      tensors = detail::plan_export<F>(checkpoint, type, writer);
    } else {  // which has no other form
      static_cast<void>(detail::gguf_architecture_of(checkpoint));
    }
  };
  (plan(std::type_identity<Families>{}), ...);
  if (tensors.empty())
    throw ConfigError{{.problem = "no model of this architecture", .file = checkpoint.name(), .found = checkpoint.architecture()}};
  detail::write_gguf(checkpoint, path, type, options, writer, tensors);
}

/// The same of whatever decoder the checkpoint is.
GANYMEDE_ONCE void export_gguf(const Checkpoint& checkpoint, const std::filesystem::path& path, DType type,
                               const ExportOptions& options = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/export_gguf.ipp>
#endif
