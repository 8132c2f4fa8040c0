#pragma once
// The bodies of checkpoint.hpp.

#include <ganymede/io/checkpoint.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/checkpoint_files.hpp>
#include <ganymede/io/checkpoint_parts.hpp>
#include <ganymede/io/generation_settings.hpp>
#include <ganymede/io/json.hpp>

#include <system_error>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Checkpoint::Checkpoint(std::shared_ptr<const detail::CheckpointParts> parts)
    : parts_(std::move(parts)), settings_(parts_->setting_names ? parts_->settings.named(parts_->setting_names) : parts_->settings) {}
GANYMEDE_ONCE Checkpoint::Checkpoint(const std::filesystem::path& model, std::shared_ptr<Executor> executor)
    : Checkpoint(detail::open_checkpoint(model, std::move(executor))) {}
GANYMEDE_ONCE Checkpoint::Checkpoint(std::span<const std::byte> gguf, std::string name)
    : Checkpoint(detail::open_checkpoint(gguf, std::move(name))) {}

GANYMEDE_ONCE bool Checkpoint::is_gguf() const noexcept { return has_gguf() && !parts_->hugging_face_keys; }
GANYMEDE_ONCE std::string_view Checkpoint::architecture_key() const { return parts_->architecture_key; }
GANYMEDE_ONCE std::string Checkpoint::architecture() const { return settings().get<std::string>(architecture_key()); }
GANYMEDE_ONCE const TensorNames& Checkpoint::tensor_names() const noexcept { return parts_->tensor_names; }
GANYMEDE_ONCE std::span<const KnownSettings> Checkpoint::known_settings() const { return parts_->known_settings; }

GANYMEDE_ONCE void Checkpoint::require_names() const {
  if (parts_->hugging_face_keys || parts_->setting_names) return;
  throw ConfigError{{.problem = "models of this architecture are not read from such files",
                     .file = name(),
                     .key = std::string(architecture_key()),
                     .expected = "a Hugging Face folder",
                     .found = architecture()}};
}

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

GANYMEDE_ONCE const Gguf* Checkpoint::gguf_form() const noexcept { return is_gguf() ? &*parts_->gguf : nullptr; }

GANYMEDE_ONCE const std::filesystem::path& Checkpoint::folder() const {
  if (has_gguf()) throw InputError{{.problem = "checkpoint is a GGUF file, not a folder", .file = parts_->name}};
  return parts_->folder;
}

GANYMEDE_ONCE const std::string& Checkpoint::name() const noexcept { return parts_->name; }

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

GANYMEDE_ONCE Settings Checkpoint::tokenizer_config() const {
  return has_gguf() ? settings() : file("tokenizer_config.json").value_or(Settings());
}

GANYMEDE_ONCE std::vector<std::variant<std::string, TokenId>> Checkpoint::named_token(const std::string& name) const {
  std::vector<std::variant<std::string, TokenId>> found;
  if (const std::string id = "tokenizer.ggml." + name + "_id"; has_gguf() && settings().has(id))
    found.push_back(settings().get<TokenId>(id));
  for (const Settings& file : {tokenizer_config(), file("special_tokens_map.json").value_or(Settings())}) {
    const auto at = file.json().find(name);
    if (at == file.json().end()) continue;
    const Json& value = at->is_object() && at->contains("content") ? at->at("content") : *at;
    if (value.is_string()) found.push_back(value.get<std::string>());
  }
  return found;
}

GANYMEDE_ONCE std::variant<const Gguf*, std::filesystem::path> Checkpoint::files() const {
  if (has_gguf()) return &gguf();
  return folder();
}

GANYMEDE_ONCE std::span<const StoredTensor> Checkpoint::tensors() const noexcept { return parts_->tensors; }

GANYMEDE_ONCE const StoredTensor* Checkpoint::find(std::string_view name) const { return parts_->find(name); }

GANYMEDE_ONCE void Checkpoint::release(std::span<const std::byte> bytes) const noexcept {
  for (const detail::CheckpointParts* parts = parts_.get(); parts != nullptr; parts = parts->base.get())
    for (const MappedFile& mapped : parts->files) mapped.release(bytes);
}

GANYMEDE_ONCE void Checkpoint::release() const noexcept {
  for (const detail::CheckpointParts* parts = parts_.get(); parts != nullptr; parts = parts->base.get())
    for (const MappedFile& mapped : parts->files) mapped.release(mapped.bytes());
}

GANYMEDE_ONCE Checkpoint Checkpoint::with_tensors(std::vector<StoredTensor> tensors, std::vector<Buffer> buffers) const {
  return Checkpoint(detail::with_tensors(parts_, std::move(tensors), std::move(buffers)));
}

GANYMEDE_ONCE std::vector<std::filesystem::path> Checkpoint::own_files() const {
  if (has_gguf()) return {name()};
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder(), error), end; !error && at != end; at.increment(error)) files.push_back(at->path());
  if (error) throw FileError{{.problem = "cannot read the folder: " + error.message(), .file = folder().string()}};
  return files;
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

}  // namespace ganymede::inline v0
