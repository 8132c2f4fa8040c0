#pragma once
// Tokens to text, token by token, as they are generated. Only whole, valid UTF-8 comes out, and all of it put together is what
// Tokenizer::decode() makes of all the tokens.

#include <ganymede/text/tokenizer.hpp>

namespace ganymede::inline v0 {

/// One text being built. Move-only uses are fine; keep one for each sequence.
class StreamingDetokenizer {
 public:
  explicit StreamingDetokenizer(const Tokenizer& tokenizer, bool skip_special_tokens = true)
      : tokenizer_(tokenizer), stream_(tokenizer_.pipeline().decoder), skip_special_tokens_(skip_special_tokens) {}

  /// Takes a token and returns the text that is certain by now, possibly none: a cut character, a run of byte tokens and what
  /// could be stripped from the end wait. InputError: an id outside the vocabulary; nothing has changed then.
  std::string push(TokenId id) {
    std::string text;
    if (const auto piece = tokenizer_.decoder_piece(id, skip_special_tokens_)) stream_.push(*piece, text);
    return text;
  }

  /// The rest of the text. Call once, after the last token.
  std::string finish() {
    std::string text;
    stream_.finish(text);
    return text;
  }

 private:
  Tokenizer tokenizer_;  // shares the pipeline that stream_ refers to
  DecoderStream stream_;
  bool skip_special_tokens_;
};

}  // namespace ganymede::inline v0
