#pragma once
// Hugging Face's `WordLevel` model: a word is a token or it is unknown.

#include <ganymede/text/vocabulary.hpp>

#include <memory>

namespace ganymede::inline v0 {

/// Immutable, usable from several threads.
class WordLevel {
 public:
  /// `reserved`: ids no text may spell (special tokens), by id.
  WordLevel(std::shared_ptr<const Vocabulary> vocabulary, std::string unk_token, std::vector<bool> reserved)
      : vocabulary_(std::move(vocabulary)),
        unk_token_(std::move(unk_token)),
        unk_(vocabulary_->find(unk_token_)),
        reserved_(std::move(reserved)) {
    reserved_.resize(static_cast<std::size_t>(vocabulary_->size()));
  }

  /// Appends the token of one word. TokenizerError: the word is unknown and unk_token is not in the vocabulary.
  void encode(std::string_view word, std::vector<TokenId>& out) const {
    const std::optional<TokenId> id = vocabulary_->find(word);
    if (id && !reserved_[static_cast<std::size_t>(*id)]) return out.push_back(*id);
    if (!unk_) throw TokenizerError{{"unk_token is not in the vocabulary", "", "model.unk_token", "", unk_token_}};
    out.push_back(*unk_);
  }

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::string unk_token_;
  std::optional<TokenId> unk_;
  std::vector<bool> reserved_;
};

}  // namespace ganymede::inline v0
