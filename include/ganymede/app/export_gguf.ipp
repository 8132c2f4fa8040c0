#pragma once
// The bodies of export_gguf.hpp.

#include <ganymede/app/export_gguf.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/gguf_architectures.hpp>
#include <ganymede/io/gguf_metadata.hpp>
#include <ganymede/models/any_model.hpp>
#include <ganymede/text/formats/gguf_vocabulary.hpp>

#include <string_view>
#include <system_error>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE std::uint32_t gguf_file_type(DType type) {
  static constexpr std::pair<DType, std::uint32_t> numbers[] = {{DType::f32, 0},  {DType::f16, 1},  {DType::q4_0, 2}, {DType::q4_1, 3},
                                                                {DType::q8_0, 7}, {DType::q5_0, 8}, {DType::q5_1, 9}, {DType::bf16, 32}};
  for (const auto& [known, number] : numbers)
    if (known == type) return number;
  throw InputError{{.problem = "cannot quantize to " + std::string(name(type)),
                    .key = "type",
                    .expected = "f32, f16, bf16, q8_0, q4_0, q4_1, q5_0 or q5_1",
                    .found = std::string(name(type))}};
}

GANYMEDE_ONCE void require_other_file(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  const auto require = [&](const std::filesystem::path& source) {
    std::error_code ignored;
    if (std::filesystem::equivalent(source, path, ignored))
      throw InputError{{.problem = "the output is a file of the model that is read", .file = path.string()}};
  };
  for (const std::filesystem::path& file : checkpoint.own_files()) require(file);
}

GANYMEDE_ONCE void copy_metadata(const Gguf& from, GgufWriter& to) {
  from.for_each_value([&](std::string_view key, GgufType type, std::string_view bytes) {
    const bool anew = key == "general.file_type" || key == "general.quantization_version" || key == "general.alignment";
    if (!anew && !key.starts_with("split.")) to.add_raw(key, type, bytes);
  });
}

GANYMEDE_ONCE void add_metadata(const Checkpoint& checkpoint, const GgufArchitecture& architecture, const Settings& resolved,
                                const Settings& config, GgufWriter& to) {
  std::error_code ignored;  // without a working directory, the name as it was given
  std::filesystem::path file = checkpoint.folder() / "config.json";
  if (const auto absolute = std::filesystem::absolute(file, ignored); !ignored) file = absolute;
  const std::filesystem::path folder = file.lexically_normal().parent_path();
  to.add("general.architecture", architecture.name).add("general.type", "model").add("general.name", folder.filename().string());
  add_gguf_settings(architecture, resolved, config, to);
  add_gguf_tokenizer(checkpoint, resolved.get<Index>("vocab_size"), to);
}

GANYMEDE_ONCE const GgufArchitecture& gguf_architecture_of(const Checkpoint& checkpoint) {
  if (const GgufArchitecture* const architecture = gguf::architecture_of(checkpoint.architecture())) return *architecture;
  throw ConfigError{{.problem = "models of this architecture have no GGUF form here",
                     .file = checkpoint.settings().file(),
                     .key = std::string(checkpoint.architecture_key()),
                     .found = checkpoint.architecture()}};
}

GANYMEDE_ONCE void write_gguf(const Checkpoint& checkpoint, const std::filesystem::path& path, DType type, const ExportOptions& options,
                              GgufWriter& writer, std::span<const ExportedTensor> tensors) {
  writer.add("general.file_type", gguf_file_type(type));
  if (is_quantized(type)) writer.add("general.quantization_version", std::uint32_t{2});
  for (const ExportedTensor& t : tensors) writer.tensor(t.name, t.dtype, t.shape);
  const auto executor = options.threads != 0 ? std::make_shared<ThreadPool>(options.threads) : default_executor();
  writer.write(path, [&](std::size_t i, const GgufWriter::Sink& sink) {
    write_tensor(tensors[i], checkpoint, *executor, sink);
    if (options.progress) options.progress(i + 1, tensors.size());
  });
}

}  // namespace detail

GANYMEDE_ONCE void export_gguf(const Checkpoint& checkpoint, const std::filesystem::path& path, DType type, const ExportOptions& options) {
#define GANYMEDE_EXPORT_DECODER(NOTHING, MODEL) \
  if (is_of_family<MODEL::Family>(checkpoint)) return export_gguf<MODEL::Family>(checkpoint, path, type, options);
  GANYMEDE_FOR_EACH_DECODER(GANYMEDE_EXPORT_DECODER, )
#undef GANYMEDE_EXPORT_DECODER
  throw ConfigError{{.problem = "no model of this architecture", .file = checkpoint.name(), .found = checkpoint.architecture()}};
}

}  // namespace ganymede::inline v0
