#pragma once
// Hugging Face's `WordLevel` model: a word is a token or it is unknown.

#include <ganymede/split.hpp>
#include <ganymede/text/text_range.hpp>
#include <ganymede/text/vocabulary.hpp>

#include <memory>

namespace ganymede::inline v0 {

/// Immutable, usable from several threads.
class WordLevel {
 public:
  /// `reserved`: ids no text may spell (special tokens), by id.
  WordLevel(std::shared_ptr<const Vocabulary> vocabulary, std::string unk_token, std::vector<bool> reserved);

  /// Appends the token of one word, and to `spans` what of the word it stands for: all. TokenizerError: the word is unknown and unk_token
  /// is not in the vocabulary.
  void encode(std::string_view word, std::vector<TokenId>& out, std::vector<TextRange>* spans = nullptr) const;

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::string unk_token_;
  std::optional<TokenId> unk_;
  std::vector<bool> reserved_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/word_level.ipp>
#endif
