#pragma once
// A checkpoint becomes a GGUF file that ganymede and llama.cpp read, its weights in another element type.
//
//     export_gguf<LlamaFamily, Gpt2Family>(Checkpoint{"SmolLM2-135M-Instruct"}, "smollm2.q8_0.gguf", Quantization::q8_0);
//
// Matrices get the element type asked for, but for rows that are no whole number of its blocks, which stay f32; vectors and tables of
// positions are f32. The output head (or the embedding, where it is the head) is never coarser than q8_0, unless it came so: errors in
// it reach the probabilities directly.

#include <ganymede/app/export_tensors.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/models/gguf_layout.hpp>
#include <ganymede/text/formats/gguf_vocabulary.hpp>

#include <filesystem>
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
  if (checkpoint.has_gguf()) return require(checkpoint.name());
  std::error_code error;
  for (std::filesystem::directory_iterator at(checkpoint.folder(), error), end; !error && at != end; at.increment(error))
    require(at->path());
  if (error) throw FileError{{.problem = "cannot read the folder: " + error.message(), .file = checkpoint.folder().string()}};
}

/// The metadata of a GGUF file, without what the new file says anew.
inline void copy_metadata(const Gguf& from, GgufWriter& to) {
  from.for_each_value([&](std::string_view key, GgufType type, std::string_view bytes) {
    const bool anew = key == "general.file_type" || key == "general.quantization_version" || key == "general.alignment";
    if (!anew && !key.starts_with("split.")) to.add_raw(key, type, bytes);
  });
}

/// The metadata of a Hugging Face folder.
inline void add_metadata(const Checkpoint& checkpoint, const GgufLayout& layout, GgufWriter& to) {
  std::error_code ignored;  // without a working directory, the name as it was given
  std::filesystem::path config = checkpoint.folder() / "config.json";
  if (const auto absolute = std::filesystem::absolute(config, ignored); !ignored) config = absolute;
  const std::filesystem::path folder = config.lexically_normal().parent_path();
  to.add("general.architecture", layout.architecture).add("general.type", "model").add("general.name", folder.filename().string());
  for (const auto& [key, value] : layout.settings)
    std::visit([&, &key = key](const auto& v) { to.add(layout.architecture + "." + key, v); }, value);
  add_gguf_tokenizer(checkpoint, layout.vocab_size, to);
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
    if (checkpoint.is_gguf()) {
      detail::copy_metadata(checkpoint.gguf(), writer);
      tensors = detail::exported_as_they_are(checkpoint, type);
    } else {
      const Checkpoint recorded = checkpoint.recorded();
      const GgufLayout layout = F::gguf_layout(recorded);
      require_settings_known<F>(recorded);
      detail::add_metadata(checkpoint, layout, writer);
      tensors = detail::exported_by_name(checkpoint, layout, F::names, F::prefix, F::ignored, type);
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
