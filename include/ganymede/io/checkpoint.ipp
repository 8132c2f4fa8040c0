#pragma once
// The bodies of checkpoint.hpp.

#include <ganymede/io/checkpoint.hpp>

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/checkpoint_files.hpp>
#include <ganymede/io/config_json_settings.hpp>
#include <ganymede/io/ctranslate2_folder.hpp>
#include <ganymede/io/double_weights.hpp>
#include <ganymede/io/generation_settings.hpp>
#include <ganymede/io/gguf_architectures.hpp>
#include <ganymede/io/gguf_parts.hpp>
#include <ganymede/io/gguf_setting_names.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/no_model.hpp>
#include <ganymede/io/wrapped_names.hpp>

#include <map>
#include <system_error>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

struct Checkpoint::Parts {
  std::string name{};
  std::filesystem::path folder{};
  std::vector<MappedFile> files{};
  std::optional<Gguf> gguf{};
  Settings settings{};
  std::vector<StoredTensor> tensors{};
  std::vector<Buffer> buffers{};  // of what has been dequantised or narrowed
  bool ctranslate2 = false, hugging_face_keys = false;
  const GgufArchitecture* architecture = nullptr;
  std::map<std::string_view, const StoredTensor*> by_name{};
};

GANYMEDE_ONCE Checkpoint::Checkpoint(const std::filesystem::path& model) {
  auto parts = std::make_shared<Parts>();
  parts->name = model.string();
  std::error_code error;
  const auto status = std::filesystem::status(model, error);
  if (status.type() == std::filesystem::file_type::not_found) throw detail::no_such_model(model);
  if (std::filesystem::is_directory(status)) {
    parts->folder = model;
    open_folder(*parts);
  } else {
    open_gguf(*parts, model);  // a path that cannot be looked at too: opening it says why
  }
  finish(std::move(parts));
}

GANYMEDE_ONCE Checkpoint::Checkpoint(std::span<const std::byte> gguf, std::string name) {
  auto parts = std::make_shared<Parts>();
  parts->name = std::move(name);
  read_gguf(*parts, gguf);
  if (detail::gguf_part_count(*parts->gguf) > 1)
    throw FormatError{
        {.problem = "a GGUF file in several parts is opened by the path of the first", .file = parts->name, .key = "split.count"}};
  parts->tensors.assign(parts->gguf->tensors().begin(), parts->gguf->tensors().end());
  finish(std::move(parts));
}

GANYMEDE_ONCE void Checkpoint::open_folder(Parts& parts) {
  if (detail::is_ctranslate2_folder(parts.folder)) return open_ctranslate2(parts);
  const auto exists = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(parts.folder / name, ignored));
  };
  const std::filesystem::path config = parts.folder / "config.json";
  if (!exists("config.json") || !(exists("model.safetensors") || exists("model.safetensors.index.json")))
    if (const auto gguf = detail::only_gguf(parts.folder)) {
      parts.name = gguf->string();
      return open_gguf(parts, *gguf);
    }
  if (!exists("config.json")) throw detail::no_config(parts.folder);
  parts.settings = Settings(read_json(config), config.string());
  parts.tensors = detail::read_tensors(parts.folder, parts.files);
  detail::unwrap_names(parts.tensors, parts.name);
}

GANYMEDE_ONCE void Checkpoint::open_gguf(Parts& parts, const std::filesystem::path& path) {
  const MappedFile& file = parts.files.emplace_back(path);
  if (!Gguf::recognises(file.bytes())) throw detail::no_gguf(file.text(), path);
  read_gguf(parts, file.bytes());
  if (detail::gguf_part_count(*parts.gguf) > 1)
    parts.tensors = detail::GgufParts(*parts.gguf, path).read(parts.files);
  else
    parts.tensors.assign(parts.gguf->tensors().begin(), parts.gguf->tensors().end());
}

GANYMEDE_ONCE void Checkpoint::read_gguf(Parts& parts, std::span<const std::byte> bytes) {
  if (!Gguf::recognises(bytes)) throw FormatError{{.problem = "neither a Hugging Face folder nor a GGUF file", .file = parts.name}};
  parts.gguf.emplace(bytes, parts.name);
  parts.settings = Settings(detail::without_architecture(parts.gguf->metadata(), parts.name), parts.name);
}

GANYMEDE_ONCE void Checkpoint::open_ctranslate2(Parts& parts) {
  parts.ctranslate2 = true;
  const std::filesystem::path path = parts.folder / "model.bin";
  const CTranslate2 model(parts.files.emplace_back(path).bytes(), path.string());
  parts.settings = Settings(detail::read_ctranslate2_settings(model, parts.folder), path.string());
  parts.tensors = detail::CTranslate2Weights(model, parts.buffers).take();
}

GANYMEDE_ONCE bool Checkpoint::is_gguf() const noexcept { return has_gguf() && !parts_->hugging_face_keys; }

GANYMEDE_ONCE CheckpointFormat Checkpoint::format() const noexcept {
  return is_gguf() ? CheckpointFormat::gguf : is_ctranslate2() ? CheckpointFormat::ctranslate2 : CheckpointFormat::hugging_face;
}

GANYMEDE_ONCE std::string_view Checkpoint::architecture_key() const {
  return is_gguf() ? "general.architecture" : is_ctranslate2() ? "spec" : "model_type";
}

GANYMEDE_ONCE const GgufArchitecture* Checkpoint::gguf_architecture() const noexcept { return parts_->architecture; }

GANYMEDE_ONCE Checkpoint Checkpoint::recorded() const {
  Checkpoint copy = *this;
  copy.settings_ = settings_.recorded();
  return copy;
}

GANYMEDE_ONCE bool Checkpoint::has_gguf() const noexcept { return parts_->gguf.has_value(); }

GANYMEDE_ONCE bool Checkpoint::is_ctranslate2() const noexcept { return parts_->ctranslate2; }

GANYMEDE_ONCE const Gguf& Checkpoint::gguf() const {
  if (!has_gguf()) throw InputError{{.problem = "checkpoint is no GGUF file", .file = parts_->name}};
  return *parts_->gguf;
}

GANYMEDE_ONCE const std::filesystem::path& Checkpoint::folder() const {
  if (has_gguf()) throw InputError{{.problem = "checkpoint is a GGUF file, not a folder", .file = parts_->name}};
  return parts_->folder;
}

GANYMEDE_ONCE const std::string& Checkpoint::name() const noexcept { return parts_->name; }

GANYMEDE_ONCE std::string Checkpoint::architecture() const {
  if (is_ctranslate2()) return settings().get<std::string>("spec");
  return is_gguf() ? std::string(gguf().get<std::string_view>("general.architecture")) : settings().get<std::string>("model_type");
}

GANYMEDE_ONCE Settings Checkpoint::generation() const {
  if (is_gguf()) {
    const bool words = gguf().has("tokenizer.ggml.tokens");
    return {detail::generation_from_gguf(parts_->settings.json(),
                                         words ? gguf().strings("tokenizer.ggml.tokens") : std::vector<std::string_view>()),
            parts_->name};
  }
  if (const auto own = file("generation_config.json"))
    return {detail::generation_with_ids(own->json(), parts_->settings.json()), own->file()};
  return {detail::generation_from_config(parts_->settings.json()), parts_->settings.file()};
}

GANYMEDE_ONCE std::optional<Settings> Checkpoint::file(std::string_view name) const {
  if (!detail::is_plain_name(name)) throw InputError{{.problem = "not a plain file name", .key = std::string(name)}};
  if (has_gguf()) return std::nullopt;
  const auto path = parts_->folder / std::filesystem::path(name);
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return std::nullopt;
  return Settings(read_json(path), path.string());
}

GANYMEDE_ONCE std::span<const StoredTensor> Checkpoint::tensors() const noexcept { return parts_->tensors; }

GANYMEDE_ONCE const StoredTensor* Checkpoint::find(std::string_view name) const {
  const auto at = parts_->by_name.find(name);
  return at == parts_->by_name.end() ? nullptr : at->second;
}

GANYMEDE_ONCE void Checkpoint::release(std::span<const std::byte> bytes) const noexcept {
  for (const MappedFile& mapped : parts_->files) mapped.release(bytes);
}

GANYMEDE_ONCE void Checkpoint::release() const noexcept {
  for (const MappedFile& mapped : parts_->files) mapped.release(mapped.bytes());
}

GANYMEDE_ONCE void Checkpoint::finish(std::shared_ptr<Parts> parts) {
  detail::narrow_doubles(parts->tensors, parts->name, parts->buffers);
  for (const StoredTensor& tensor : parts->tensors) parts->by_name.emplace(tensor.name, &tensor);
  parts->hugging_face_keys = parts->settings.has("model_type");
  const Json& own = parts->settings.json();
  const auto architecture = own.find("general.architecture");
  if (parts->gguf && !parts->hugging_face_keys && architecture != own.end() && architecture->is_string())
    parts->architecture = detail::gguf::architecture(architecture->get_ref<const std::string&>());
  settings_ = parts->settings;
  if (parts->architecture != nullptr)
    settings_ = settings_.named(std::make_shared<const detail::GgufSettingNames>(*parts->architecture, [&](std::string_view name) {
      const auto at = parts->by_name.find(name);
      return at == parts->by_name.end() ? nullptr : at->second;
    }));
  parts_ = std::move(parts);
}

GANYMEDE_ONCE std::vector<std::filesystem::path> Checkpoint::own_files() const {
  if (has_gguf()) return {name()};
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder(), error), end; !error && at != end; at.increment(error)) files.push_back(at->path());
  if (error) throw FileError{{.problem = "cannot read the folder: " + error.message(), .file = folder().string()}};
  return files;
}

GANYMEDE_ONCE void Checkpoint::require_format(CheckpointFormat required, const char* problem) const {
  constexpr const char* names[] = {"a folder", "a GGUF file", "a CTranslate2 folder"};
  if (format() != required)
    throw ConfigError{{.problem = problem,
                       .file = name(),
                       .expected = names[static_cast<std::size_t>(required)],
                       .found = names[static_cast<std::size_t>(format())]}};
}

GANYMEDE_ONCE void Checkpoint::for_each_unread(
    FunctionRef<void(const std::string& full_key, const std::string& key, const Json& value)> use) const {
  std::string prefix;
  if (has_gguf()) {
    prefix = gguf().get<std::string>("general.architecture") + ".";
    gguf().for_each_value([&](std::string_view key, auto, std::string_view) {
      if (key.starts_with(prefix) && !settings().json().contains(key.substr(prefix.size())))
        throw ConfigError{{.problem = "this setting is not known, and might change the result",
                           .file = settings().file(),
                           .key = std::string(key),
                           .found = "an array of more than 1024, or of arrays"}};
    });
  }
  settings().for_each_unread([&](const std::string& key, const Json& value) {
    if (!has_gguf() || gguf().has(prefix + key)) use(prefix + key, key, value);
  });
}

GANYMEDE_ONCE std::span<const KnownSettings> Checkpoint::known_settings() const {
  if (is_ctranslate2()) return {};
  if (!is_gguf()) return detail::config_json_settings;
  return parts_->architecture == nullptr ? std::span<const KnownSettings>() : parts_->architecture->known_settings;
}

}  // namespace ganymede::inline v0
