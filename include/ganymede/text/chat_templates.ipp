#pragma once
// The bodies of chat_templates.hpp.

#include <ganymede/text/chat_templates.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/json.hpp>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

inline bool is_file(const std::filesystem::path& path) {
  std::error_code unknown;  // a file that cannot be looked at is there: reading it tells why
  return std::filesystem::exists(path, unknown) || unknown;
}

/// "<s>", or {"content": "<s>", ...}; none for anything else.
inline const std::string* token_text(const Json& token) {
  const Json* text = &token;
  if (token.is_object()) {
    if (!token.contains("content")) return nullptr;
    text = &token.at("content");
  }
  return text->is_string() ? &text->get_ref<const std::string&>() : nullptr;
}

/// The tokens that the settings name, where `tokens` has none of that name yet.
inline void add_special_tokens(OrderedJson& tokens, const Json& settings) {
  if (!settings.is_object()) return;
  for (const auto& [name, value] : settings.get_ref<const Json::object_t&>()) {
    const std::string* const text = name.ends_with("_token") ? token_text(value) : nullptr;
    if (text != nullptr && tokens.find(name) == nullptr) tokens.set(name, OrderedJson(*text));
  }
}

}  // namespace detail

GANYMEDE_ONCE void ChatTemplates::add(const std::string& name, std::string_view source, const std::string& file) {
  templates_.insert_or_assign(name, ChatTemplate(source, file));
}

GANYMEDE_ONCE ChatTemplates ChatTemplates::from_folder(const std::filesystem::path& folder) {
  ChatTemplates out;
  if (const std::filesystem::path file = folder / "chat_template.jinja"; detail::is_file(file))
    out.add("default", MappedFile(file).text(), file.string());
  std::error_code ignored;
  std::vector<std::filesystem::path> more;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "additional_chat_templates", ignored))
    if (entry.path().extension() == ".jinja") more.push_back(entry.path());
  for (const std::filesystem::path& file : more) out.add(file.stem().string(), MappedFile(file).text(), file.string());

  for (const char* const name : {"tokenizer_config.json", "special_tokens_map.json", "chat_template.json"}) {
    const std::filesystem::path file = folder / name;
    if (!detail::is_file(file)) continue;
    const Json settings = read_json(file);
    detail::add_special_tokens(out.special_tokens_, settings);
    const Json* const found = settings.is_object() && settings.contains("chat_template") ? &settings.at("chat_template") : nullptr;
    if (!out.empty() || found == nullptr || found->is_null()) continue;
    const ConfigError wrong{{.problem = "a chat template is a string, or an array of objects with name and template",
                             .file = file.string(),
                             .key = "chat_template",
                             .found = found->type_name()}};
    if (found->is_string()) {
      out.add("default", found->get_ref<const std::string&>(), file.string());
      continue;
    }
    if (!found->is_array()) throw wrong;
    for (const Json& one : *found) {
      if (!one.is_object() || !one.contains("name") || !one.contains("template") || !one["name"].is_string() ||
          !one["template"].is_string())
        throw wrong;
      out.add(one["name"].get<std::string>(), one["template"].get_ref<const std::string&>(), file.string());
    }
  }
  return out;
}

GANYMEDE_ONCE ChatTemplates ChatTemplates::from_gguf(const Gguf& file) {
  static constexpr std::string_view key = "tokenizer.chat_template";
  ChatTemplates out;
  if (file.has(key)) out.add("default", file.get<std::string_view>(key), file.file());
  file.for_each_value([&](std::string_view name, detail::GgufType type, std::string_view) {
    if (type == detail::GgufType::string && name.size() > key.size() + 1 && name.starts_with(key) && name[key.size()] == '.')
      out.add(std::string(name.substr(key.size() + 1)), file.get<std::string_view>(name), file.file());
  });
  if (!file.has("tokenizer.ggml.tokens")) return out;
  static constexpr std::pair<const char*, const char*> tokens[] = {{"bos", "bos"},     {"eos", "eos"},       {"unknown", "unk"},
                                                                   {"padding", "pad"}, {"seperator", "sep"}, {"separator", "sep"},
                                                                   {"cls", "cls"},     {"mask", "mask"}};
  std::optional<std::vector<std::string_view>> pieces;
  for (const auto& [stored, name] : tokens) {
    const std::string id_key = std::string("tokenizer.ggml.") + stored + "_token_id";
    if (!file.has(id_key)) continue;
    if (!pieces) pieces = file.strings("tokenizer.ggml.tokens");
    const auto id = file.get<std::uint32_t>(id_key);
    if (id < pieces->size()) out.special_tokens_.set(std::string(name) + "_token", OrderedJson(std::string((*pieces)[id])));
  }
  return out;
}

GANYMEDE_ONCE ChatTemplates ChatTemplates::from_checkpoint(const Checkpoint& checkpoint) {
  if (checkpoint.has_gguf()) return from_gguf(checkpoint.gguf());
  return from_folder(checkpoint.folder());
}

GANYMEDE_ONCE const ChatTemplate& ChatTemplates::find(std::string_view name, bool has_tools) const {
  auto found = templates_.find(name);
  if (name.empty()) {
    found = has_tools ? templates_.find("tool_use") : templates_.end();
    if (found == templates_.end()) found = templates_.find("default");
  }
  if (found != templates_.end()) return found->second;
  std::string names;
  for (const auto& [other, one] : templates_) names += (names.empty() ? "" : ", ") + other;
  throw InputError{{.problem = templates_.empty() ? "the model has no chat template" : "the model has no such chat template",
                    .expected = names,
                    .found = std::string(name)}};
}

}  // namespace ganymede::inline v0
