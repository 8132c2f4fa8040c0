#pragma once
// A checkpoint becomes a GGUF file that ganymede and llama.cpp read, its weights in another element type.
//
//     export_gguf<LlamaFamily, Gpt2Family>(Checkpoint{"SmolLM2-135M-Instruct"}, "smollm2.q8_0.gguf", Quantization::q8_0);
//
// Matrices get the element type asked for, but for rows that are no whole number of its blocks, which stay f32; vectors and tables of
// positions are f32. The output head (or the embedding, where it is the head) is never coarser than q8_0, unless it came so: errors in
// it reach the probabilities directly.

#include <ganymede/app/export_tensors.hpp>
#include <ganymede/io/gguf_architectures.hpp>
#include <ganymede/io/gguf_metadata.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/text/formats/gguf_vocabulary.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

struct ExportOptions {
  Index threads = 0;                                                    ///< 0: all CPUs that the process may use
  std::function<void(std::size_t done, std::size_t total)> progress{};  ///< told after each tensor
};

namespace detail {

/// llama.cpp's number for "mostly this type", general.file_type.
inline std::uint32_t gguf_file_type(DType type) {
  static constexpr std::pair<DType, std::uint32_t> numbers[] = {{DType::f32, 0},  {DType::f16, 1},  {DType::q4_0, 2}, {DType::q4_1, 3},
                                                                {DType::q8_0, 7}, {DType::q5_0, 8}, {DType::q5_1, 9}, {DType::bf16, 32}};
  for (const auto& [known, number] : numbers)
    if (known == type) return number;
  throw InputError{{.problem = "cannot quantize to " + std::string(name(type)),
                    .key = "type",
                    .expected = "f32, f16, bf16, q8_0, q4_0, q4_1, q5_0 or q5_1",
                    .found = std::string(name(type))}};
}

/// InputError where writing `path` would replace what is being read.
inline void require_other_file(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  const auto require = [&](const std::filesystem::path& source) {
    std::error_code ignored;
    if (std::filesystem::equivalent(source, path, ignored))
      throw InputError{{.problem = "the output is a file of the model that is read", .file = path.string()}};
  };
  for (const std::filesystem::path& file : checkpoint.own_files()) require(file);
}

/// The metadata of a GGUF file, without what the new file says anew.
inline void copy_metadata(const Gguf& from, GgufWriter& to) {
  from.for_each_value([&](std::string_view key, GgufType type, std::string_view bytes) {
    const bool anew = key == "general.file_type" || key == "general.quantization_version" || key == "general.alignment";
    if (!anew && !key.starts_with("split.")) to.add_raw(key, type, bytes);
  });
}

/// The metadata of a Hugging Face folder with these settings.
inline void add_metadata(const Checkpoint& checkpoint, const GgufArchitecture& architecture, const Settings& resolved,
                         const Settings& config, GgufWriter& to) {
  std::error_code ignored;  // without a working directory, the name as it was given
  std::filesystem::path file = checkpoint.folder() / "config.json";
  if (const auto absolute = std::filesystem::absolute(file, ignored); !ignored) file = absolute;
  const std::filesystem::path folder = file.lexically_normal().parent_path();
  to.add("general.architecture", architecture.name).add("general.type", "model").add("general.name", folder.filename().string());
  add_gguf_settings(architecture, resolved, config, to);
  add_gguf_tokenizer(checkpoint, resolved.get<Index>("vocab_size"), to);
}

/// Plans the file: its metadata, and the tensors of `checkpoint`, a folder of family F. ConfigError where GGUF has no form for it.
template <class F>
std::vector<ExportedTensor> plan_export(const Checkpoint& checkpoint, DType type, GgufWriter& writer) {
  const GgufArchitecture* const architecture = gguf::architecture_of(checkpoint.architecture());
  if (architecture == nullptr)
    throw ConfigError{{.problem = "models of this architecture have no GGUF form here",
                       .file = checkpoint.settings().file(),
                       .key = std::string(checkpoint.architecture_key()),
                       .found = checkpoint.architecture()}};
  const Checkpoint recorded = checkpoint.recorded();
  const auto config = F::config(recorded);
  const Settings resolved = config.resolved();
  require_settings_known<F>(recorded);
  add_metadata(checkpoint, *architecture, resolved, config.settings, writer);
  return exported_by_name(checkpoint, *architecture, {resolved, config.frequency_factors()}, F::prefix, F::ignored, type);
}

}  // namespace detail

/// Writes `checkpoint` (of one of the Families) to `path`, tensor by tensor in constant memory; the file appears when it is complete. From
/// a GGUF file all metadata is copied. Throws InputError (a type that cannot be written, `path` is a file that is being read), FileError,
/// and ConfigError, TensorError or TokenizerError for what is unexpected or what GGUF cannot say.
template <class... Families>
void export_gguf(const Checkpoint& checkpoint, const std::filesystem::path& path, DType type, const ExportOptions& options = {}) {
  const KnownFloatingPoint scope;
  const std::uint32_t file_type = detail::gguf_file_type(type);
  detail::require_other_file(checkpoint, path);
  GgufWriter writer;
  std::vector<detail::ExportedTensor> tensors;
  const auto plan = [&](auto family) {
    using F = typename decltype(family)::type;
    if (!tensors.empty() || !is_of_family<F>(checkpoint)) return;
    if (const Gguf* const own = checkpoint.gguf_form()) {
      detail::copy_metadata(*own, writer);
      tensors = detail::exported_as_they_are(checkpoint, type);
    } else {
      tensors = detail::plan_export<F>(checkpoint, type, writer);
    }
  };
  (plan(std::type_identity<Families>{}), ...);
  if (tensors.empty())
    throw ConfigError{{.problem = "no model of this architecture", .file = checkpoint.name(), .found = checkpoint.architecture()}};

  writer.add("general.file_type", file_type);
  if (is_quantized(type)) writer.add("general.quantization_version", std::uint32_t{2});
  for (const detail::ExportedTensor& t : tensors) writer.tensor(t.name, t.dtype, t.shape);
  const auto executor = options.threads != 0 ? std::make_shared<ThreadPool>(options.threads) : default_executor();
  writer.write(path, [&](std::size_t i, const GgufWriter::Sink& sink) {
    detail::write_tensor(tensors[i], checkpoint, *executor, sink);
    if (options.progress) options.progress(i + 1, tensors.size());
  });
}

}  // namespace ganymede::inline v0
