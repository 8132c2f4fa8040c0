#pragma once
// Chat templates: a conversation becomes the prompt that a model was trained on. They are written in Jinja and come with the model, so that
// they are as little to be trusted as any file: rendered within limits (jinja/limits.hpp), and with no way out.
//
// What is rendered is what transformers renders, byte for byte: Jinja 3.1's ImmutableSandboxedEnvironment with
// trim_blocks, lstrip_blocks, loop controls and `generation` blocks, its tojson, raise_exception and strftime_now. (Which template a model
// has: chat_templates.hpp.)

#include <ganymede/core/error.hpp>
#include <ganymede/io/ordered_json.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/jinja/limits.hpp>

#include <cstddef>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A template that is malformed, that raises an error, or that wants more than its limits: the file is the template's name, the key "line
/// N".
struct TemplateError : Error {
  using Error::Error;
};

/// A stretch of a prompt. Trusted is what the template itself spells, and special tokens given to it; not trusted is what came from
/// messages, tools and documents, which must not be read as special tokens.
struct ChatPart {
  std::string text;
  bool trusted = true;
};

/// A prompt, in parts that alternate between trusted and not trusted; none is empty.
struct RenderedChat {
  std::vector<ChatPart> parts{};
  /// What `generation` blocks wrote: first and last byte (excluded) in text().
  std::vector<std::pair<std::size_t, std::size_t>> generated{};

  std::string text() const;
};

struct TemplateOptions {
  jinja::Limits limits{};
  std::function<std::tm()> now{};  ///< what strftime_now() reads; left out: the local time
};

/// One template, compiled. Immutable; copies share it.
class ChatTemplate {
 public:
  /// TemplateError for what Jinja refuses to compile, its line in it; `name` stands for the file in errors.
  explicit ChatTemplate(std::string_view source, std::string_view name = "chat_template");

  /// Renders it with `variables`, an object, as they are: no other variables are there. Strings in them are not trusted, except those of
  /// names that end in "_token" ("bos_token") and a message's role where that is one word. TemplateError.
  RenderedChat render(const OrderedJson& variables, const TemplateOptions& options = {}) const;

  const std::string& source() const noexcept;
  /// Whether the text of the template has such a word: how transformers finds out what a template reads.
  bool mentions(std::string_view word) const noexcept { return source().find(word) != std::string::npos; }

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

/// What apply_chat_template() takes.
struct ChatInput {
  OrderedJson messages{};   ///< an array of objects, "role" and "content"; not empty
  OrderedJson tools{};      ///< an array of JSON schemas of functions, or null
  OrderedJson documents{};  ///< an array of objects, or null
  bool add_generation_prompt = false;
  /// The prompt ends inside of the last message, for the model to go on with it: the name of the field ("content"), empty for no.
  std::string continue_final_message{};
  /// An object of further variables ("enable_thinking"), special tokens ("bos_token") among them, or null.
  OrderedJson variables{};
};

/// As transformers 5: members of messages that are null are left out, reasoning is found under each of its names (reasoning_content,
/// thinking, reasoning); the template is given `messages`, `tools` and `documents` (None where null), `add_generation_prompt` and
/// `variables`, which stand in front of those of the same names. InputError for what is no conversation; TemplateError.
GANYMEDE_ONCE RenderedChat apply_chat_template(const ChatTemplate& chat_template, const ChatInput& input,
                                               const TemplateOptions& options = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/chat_template.ipp>
#endif
