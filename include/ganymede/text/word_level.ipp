#pragma once
// The bodies of word_level.hpp.

#include <ganymede/text/word_level.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE WordLevel::WordLevel(std::shared_ptr<const Vocabulary> vocabulary, std::string unk_token, std::vector<bool> reserved)
    : vocabulary_(std::move(vocabulary)),
      unk_token_(std::move(unk_token)),
      unk_(vocabulary_->find(unk_token_)),
      reserved_(std::move(reserved)) {
  reserved_.resize(static_cast<std::size_t>(vocabulary_->size()));
}

GANYMEDE_ONCE void WordLevel::encode(std::string_view word, std::vector<TokenId>& out, std::vector<TextRange>* spans) const {
  const std::optional<TokenId> id = vocabulary_->find(word);
  if (spans != nullptr) spans->push_back({0, word.size()});
  if (id && !reserved_[static_cast<std::size_t>(*id)]) return out.push_back(*id);
  if (!unk_) throw TokenizerError{{"unk_token is not in the vocabulary", "", "model.unk_token", "", unk_token_}};
  out.push_back(*unk_);
}

}
