#pragma once
// The bodies of detokenizer.hpp.

#include <ganymede/text/detokenizer.hpp>

#include <ganymede/text/pipeline.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE StreamingDetokenizer::StreamingDetokenizer(const Tokenizer& tokenizer, bool skip_special_tokens)
    : tokenizer_(tokenizer), stream_(tokenizer_.pipeline().decoder), skip_special_tokens_(skip_special_tokens) {}

GANYMEDE_ONCE void StreamingDetokenizer::push(TokenId id, std::string& text) {
  if (const auto piece = tokenizer_.decoder_piece(id, skip_special_tokens_)) stream_.push(*piece, text);
}

GANYMEDE_ONCE std::string StreamingDetokenizer::push(TokenId id) {
  std::string text;
  push(id, text);
  return text;
}

GANYMEDE_ONCE void StreamingDetokenizer::finish(std::string& text) { stream_.finish(text); }

GANYMEDE_ONCE std::string StreamingDetokenizer::finish() {
  std::string text;
  finish(text);
  return text;
}

}  // namespace ganymede::inline v0
