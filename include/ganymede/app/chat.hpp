#pragma once
// A conversation with a model, through its own chat template.

#include <ganymede/app/chat_base.hpp>
#include <ganymede/app/text_generator.hpp>
#include <ganymede/text/chat_template.hpp>
#include <ganymede/text/chat_templates.hpp>

#include <filesystem>
#include <utility>

namespace ganymede::inline v0 {

/// A model, its chat template and what was said so far:
///   Chat chat{"SmolLM2-135M-Instruct"};
///   for (const ChatPiece& piece : chat.say("Where is Ganymede?")) std::cout << piece.text << std::flush;
/// Chats that share a generator share the model: `Chat other{generator, ChatTemplate{source}}`. One thread at a time may use a chat, but
/// for interrupt().
template <DecoderOnlyModel Model = AnyModel>
class Chat : public ChatBase {
 public:
  /// With the templates that come with the model. Throws as TextGenerator, and ConfigError where there are none.
  explicit Chat(const std::filesystem::path& path, ChatOptions options = {}, const LoadOptions& load = {})
      : Chat(Checkpoint(path), std::move(options), load) {}
  explicit Chat(const Checkpoint& checkpoint, ChatOptions options = {}, const LoadOptions& load = {})
      : ChatBase(TextGenerator<Model>(checkpoint, load), ChatTemplates::from_checkpoint(checkpoint), std::move(options)) {}
  /// With a template of one's own.
  Chat(const TextGenerator<Model>& generator, ChatTemplate chat_template, ChatOptions options = {})
      : ChatBase(generator, std::move(chat_template), std::move(options)) {}
  Chat(const TextGenerator<Model>& generator, const ChatTemplates& templates, ChatOptions options = {})
      : ChatBase(generator, templates, std::move(options)) {}
};

}  // namespace ganymede::inline v0
