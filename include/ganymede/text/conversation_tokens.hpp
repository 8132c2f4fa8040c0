#pragma once
// The tokens of a rendered conversation.

#include <ganymede/split.hpp>
#include <ganymede/text/chat_template.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <vector>

namespace ganymede::inline v0 {

/// The prompt as one text, special tokens parsed in what the template itself spells and nowhere else: what a user writes stays text. The
/// tokenizer adds nothing (a template writes its own beginning), so that there is one beginning: where nothing is forged, the ids are those
/// of transformers' apply_chat_template(tokenize=True). Throws as Tokenizer::encode().
inline std::vector<TokenId> encode_conversation(const Tokenizer& tokenizer, const RenderedChat& prompt) {
  std::string text;
  std::vector<TextRange> trusted;
  for (const ChatPart& part : prompt.parts) {
    if (part.trusted) trusted.push_back({text.size(), text.size() + part.text.size()});
    text += part.text;
  }
  return tokenizer.encode(text, {.add_special_tokens = false, .special_in = trusted});
}

}  // namespace ganymede::inline v0
