#pragma once
// The bodies of mapped_pieces.hpp.

#include <ganymede/text/mapped_pieces.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE MappedPieces::MappedPieces(std::variant<Unigram, ScoreBpe> model, const Vocabulary& pieces, bool byte_fallback,
                                         std::shared_ptr<const Vocabulary> vocabulary, TokenId unk, TokenId model_unk)
    : model_(std::move(model)), vocabulary_(std::move(vocabulary)), unk_(unk), model_unk_(model_unk), byte_fallback_(byte_fallback) {
  for (TokenId id = 0; id < pieces.size(); ++id) ids_.push_back(vocabulary_->find(pieces.piece(id)).value_or(unk_));
  bytes_ = byte_tokens(*vocabulary_);
}

GANYMEDE_ONCE void MappedPieces::encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const {
  const auto take = [&](TokenId id, std::string_view bytes) {
    if (id != model_unk_) return out.push_back(ids_[static_cast<std::size_t>(id)]);
    if (!byte_fallback_) return out.push_back(vocabulary_->find(bytes).value_or(unk_));
    for (const char c : bytes) {
      const TokenId byte = bytes_[static_cast<unsigned char>(c)];
      out.push_back(byte < 0 ? unk_ : byte);
    }
  };
  if (const auto* unigram = std::get_if<Unigram>(&model_))
    unigram->for_each_piece(word, scratch.unigram, take);
  else
    std::get<ScoreBpe>(model_).for_each_piece(word, scratch.merges, take);
}

}
