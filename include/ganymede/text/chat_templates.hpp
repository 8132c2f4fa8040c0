#pragma once
// The chat templates that a model comes with.

#include <ganymede/io/ordered_json.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/chat_template.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

class Checkpoint;
class Gguf;

/// Templates by their names, "default" and "tool_use" among them, and the special tokens that they are given.
class ChatTemplates {
 public:
  ChatTemplates() = default;

  /// Of a Hugging Face folder, as transformers finds them: chat_template.jinja and additional_chat_templates/NAME.jinja; without those,
  /// chat_template in tokenizer_config.json, one or a list of {name, template}; without it, chat_template.json. FileError, FormatError;
  /// ConfigError for a setting of another kind; TemplateError.
  static ChatTemplates from_folder(const std::filesystem::path& folder);
  /// tokenizer.chat_template and tokenizer.chat_template.NAME. TemplateError; ConfigError.
  static ChatTemplates from_gguf(const Gguf& file);
  /// Of whichever it is: none for a folder of another kind. No weights are read.
  static ChatTemplates from_checkpoint(const Checkpoint& checkpoint);

  bool empty() const noexcept { return templates_.empty(); }
  const std::map<std::string, ChatTemplate, std::less<>>& all() const noexcept { return templates_; }
  /// The one of that name. Without a name: "tool_use", where there are tools and it is there, or else "default". InputError where there is
  /// no such template.
  const ChatTemplate& find(std::string_view name = {}, bool has_tools = false) const;

  /// An object: bos_token, eos_token, unk_token, pad_token and others that the tokenizer names.
  const OrderedJson& special_tokens() const noexcept { return special_tokens_; }

 private:
  void add(const std::string& name, std::string_view source, const std::string& file);

  std::map<std::string, ChatTemplate, std::less<>> templates_;
  OrderedJson special_tokens_{OrderedJson::Object()};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/chat_templates.ipp>
#endif
