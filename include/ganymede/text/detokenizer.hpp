#pragma once
// Tokens to text, token by token, as they are generated. Only whole, valid UTF-8 comes out, and all of it put together is what
// Tokenizer::decode() makes of all the tokens.

#include <ganymede/split.hpp>
#include <ganymede/text/decoder_stream.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <string>

namespace ganymede::inline v0 {

/// One text being built. Move-only uses are fine; keep one for each sequence.
class StreamingDetokenizer {
 public:
  explicit StreamingDetokenizer(const Tokenizer& tokenizer, bool skip_special_tokens = true);

  /// Takes a token and appends to `text` what is certain by now, possibly nothing: a cut character, a run of byte tokens and what
  /// could be stripped from the end wait. InputError: an id outside the vocabulary; nothing has changed then.
  void push(TokenId id, std::string& text);
  /// The same as a text of its own.
  std::string push(TokenId id);

  /// Appends the rest of the text. Call once, after the last token.
  void finish(std::string& text);
  std::string finish();

 private:
  Tokenizer tokenizer_;  // shares the pipeline that stream_ refers to
  DecoderStream stream_;
  bool skip_special_tokens_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/detokenizer.ipp>
#endif
