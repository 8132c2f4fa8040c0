#pragma once
// The bodies of checkpoint_parts.hpp: each format is opened, and says what its names are.

#include <ganymede/io/checkpoint_parts.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/checkpoint_files.hpp>
#include <ganymede/io/config_json_settings.hpp>
#include <ganymede/io/ctranslate2_architecture.hpp>
#include <ganymede/io/ctranslate2_folder.hpp>
#include <ganymede/io/ctranslate2_setting_names.hpp>
#include <ganymede/io/ctranslate2_weights.hpp>
#include <ganymede/io/double_weights.hpp>
#include <ganymede/io/generation_settings.hpp>
#include <ganymede/io/gguf_architectures.hpp>
#include <ganymede/io/gguf_parts.hpp>
#include <ganymede/io/gguf_setting_names.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/language_model_part.hpp>
#include <ganymede/io/no_model.hpp>
#include <ganymede/io/quantized/quantized_folder.hpp>
#include <ganymede/io/wrapped_names.hpp>

#include <system_error>
#include <utility>

namespace ganymede::inline v0::detail {

/// Names stay the file's own unless it is of an architecture that has a table.
inline void name_gguf(CheckpointParts& parts) {
  parts.hugging_face_keys = parts.settings.has("model_type");
  if (parts.hugging_face_keys) {
    parts.known_settings = config_json_settings;
    return;
  }
  parts.architecture_key = "general.architecture";
  const Json& own = parts.settings.json();
  const auto name = own.find("general.architecture");
  if (name == own.end() || !name->is_string()) return;
  const GgufArchitecture* const table =
      gguf::architecture(name->get_ref<const std::string&>(), [&](std::string_view tensor) { return parts.find(tensor) != nullptr; });
  if (table == nullptr) return;
  parts.tensor_names = {.tensors = table->tensors, .ignored = table->ignored_tensors};
  parts.known_settings = table->known_settings;
  parts.setting_names = std::make_shared<const GgufSettingNames>(*table, [&](std::string_view tensor) { return parts.find(tensor); });
}

inline void name_ctranslate2(CheckpointParts& parts) {
  parts.hugging_face_keys = false;
  parts.architecture_key = "spec";
  const bool transformer = parts.settings.get<std::string>("spec").starts_with("Transformer");
  parts.tensor_names = transformer ? ctranslate2::transformer_names : ctranslate2::own_names;
  if (!transformer) return;
  parts.known_settings = ctranslate2::transformer_known;
  parts.setting_names = std::make_shared<const CTranslate2SettingNames>([&](std::string_view variable) { return parts.find(variable); });
}

inline std::shared_ptr<const CheckpointParts> finish(std::shared_ptr<CheckpointParts> parts) {
  narrow_doubles(parts->tensors, parts->name, parts->buffers);
  for (const StoredTensor& tensor : parts->tensors) parts->by_name.emplace(tensor.name, &tensor);
  if (parts->gguf)
    name_gguf(*parts);
  else if (parts->ctranslate2)
    name_ctranslate2(*parts);
  else
    parts->known_settings = config_json_settings;
  return parts;
}

inline void read_gguf(CheckpointParts& parts, std::span<const std::byte> bytes) {
  if (!Gguf::recognises(bytes)) throw FormatError{{.problem = "neither a Hugging Face folder nor a GGUF file", .file = parts.name}};
  parts.gguf.emplace(bytes, parts.name);
  parts.settings = Settings(without_architecture(parts.gguf->metadata(), parts.name), parts.name);
}

inline void open_gguf(CheckpointParts& parts, const std::filesystem::path& path) {
  const MappedFile& file = parts.files.emplace_back(path);
  if (!Gguf::recognises(file.bytes())) throw no_gguf(file.text(), path);
  read_gguf(parts, file.bytes());
  if (gguf_part_count(*parts.gguf) > 1)
    parts.tensors = GgufParts(*parts.gguf, path).read(parts.files);
  else
    parts.tensors.assign(parts.gguf->tensors().begin(), parts.gguf->tensors().end());
}

inline void open_ctranslate2(CheckpointParts& parts) {
  parts.ctranslate2 = true;
  const std::filesystem::path path = parts.folder / "model.bin";
  const CTranslate2 model(parts.files.emplace_back(path).bytes(), path.string());
  parts.settings = Settings(read_ctranslate2_settings(model, parts.folder), path.string());
  parts.tensors = CTranslate2Weights(model, parts.buffers).take();
}

inline void open_folder(CheckpointParts& parts, const std::shared_ptr<Executor>& executor) {
  if (has_token_lists(parts.folder)) return open_ctranslate2(parts);
  const auto exists = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(parts.folder / name, ignored));
  };
  const std::filesystem::path config = parts.folder / "config.json";
  if (!exists("config.json") || !(exists("model.safetensors") || exists("model.safetensors.index.json")))
    if (const auto gguf = only_gguf(parts.folder)) {
      parts.name = gguf->string();
      return open_gguf(parts, *gguf);
    }
  if (!exists("config.json")) throw no_config(parts.folder);
  parts.settings = Settings(read_json(config), config.string());
  parts.tensors = read_tensors(parts.folder, parts.files);
  unwrap_names(parts.tensors, parts.name);
  take_language_model(parts.settings, parts.tensors);
  unpack_quantized(parts.settings, parts.folder, parts.tensors, parts.buffers, executor ? *executor : *default_executor());
}

GANYMEDE_ONCE std::shared_ptr<const CheckpointParts> open_checkpoint(const std::filesystem::path& model,
                                                                     std::shared_ptr<Executor> executor) {
  auto parts = std::make_shared<CheckpointParts>();
  parts->name = model.string();
  std::error_code error;
  const auto status = std::filesystem::status(model, error);
  if (status.type() == std::filesystem::file_type::not_found) throw no_such_model(model);
  if (std::filesystem::is_directory(status)) {
    parts->folder = model;
    open_folder(*parts, executor);
  } else {
    open_gguf(*parts, model);  // a path that cannot be looked at too: opening it says why
  }
  return finish(std::move(parts));
}

GANYMEDE_ONCE std::shared_ptr<const CheckpointParts> with_tensors(std::shared_ptr<const CheckpointParts> base,
                                                                  std::vector<StoredTensor> tensors, std::vector<Buffer> buffers) {
  auto parts = std::make_shared<CheckpointParts>();
  parts->name = base->name;
  parts->folder = base->folder;
  parts->gguf = base->gguf;
  parts->ctranslate2 = base->ctranslate2;
  parts->settings = base->settings;
  parts->buffers = std::move(buffers);
  std::map<std::string_view, StoredTensor*> others;
  for (StoredTensor& tensor : tensors) others.emplace(tensor.name, &tensor);
  for (const StoredTensor& tensor : base->tensors) {
    const auto other = others.extract(tensor.name);
    parts->tensors.push_back(other.empty() ? tensor : *other.mapped());
  }
  for (const auto& [name, tensor] : others) parts->tensors.push_back(*tensor);
  parts->base = std::move(base);
  return finish(std::move(parts));
}

GANYMEDE_ONCE std::shared_ptr<const CheckpointParts> open_checkpoint(std::span<const std::byte> gguf, std::string name) {
  auto parts = std::make_shared<CheckpointParts>();
  parts->name = std::move(name);
  read_gguf(*parts, gguf);
  if (gguf_part_count(*parts->gguf) > 1)
    throw FormatError{
        {.problem = "a GGUF file in several parts is opened by the path of the first", .file = parts->name, .key = "split.count"}};
  parts->tensors.assign(parts->gguf->tensors().begin(), parts->gguf->tensors().end());
  return finish(std::move(parts));
}

}  // namespace ganymede::inline v0::detail
