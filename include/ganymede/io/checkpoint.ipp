#pragma once
// The bodies of checkpoint.hpp.

#include <ganymede/io/checkpoint.hpp>

namespace ganymede::inline v0 {

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

}  // namespace ganymede::inline v0
