#pragma once
// The bodies of word_piece.hpp.

#include <ganymede/text/word_piece.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE WordPiece::WordPiece(std::shared_ptr<const Vocabulary> vocabulary, WordPieceOptions options,
                                   const std::vector<bool>& reserved, std::string_view file)
    : vocabulary_(std::move(vocabulary)), options_(std::move(options)), unk_(vocabulary_->find(options_.unk_token)) {
  std::vector<std::pair<std::string_view, std::int32_t>> first, next;
  const std::string_view prefix = options_.continuing_subword_prefix;
  for (TokenId id = 0; id < vocabulary_->size(); ++id) {
    const auto at = static_cast<std::size_t>(id);
    if (!vocabulary_->contains(id) || (at < reserved.size() && reserved[at])) continue;
    const std::string_view piece = vocabulary_->piece(id);
    check_sought_piece(piece, file, "model.vocab", id);
    first.emplace_back(piece, id);
    if (piece.starts_with(prefix)) next.emplace_back(piece.substr(prefix.size()), id);
  }
  first_ = PieceTrie(std::move(first));
  next_ = PieceTrie(std::move(next));
}

GANYMEDE_ONCE void WordPiece::encode(std::string_view word, std::vector<TokenId>& out, std::vector<TextRange>* spans) const {
  const std::size_t before = out.size();
  std::size_t characters = 0;
  for_each_code_point(word, [&characters](char32_t, std::string_view) { ++characters; });
  bool known = characters <= options_.max_input_chars_per_word;
  for (std::size_t at = 0; known && at < word.size();) {
    const auto [length, id] = (at == 0 ? first_ : next_).longest_prefix(word.substr(at));
    known = id >= 0;
    out.push_back(id);
    if (spans != nullptr) spans->push_back({at, at + length});
    at += length;
  }
  if (known) return;
  if (spans != nullptr) spans->resize(spans->size() - (out.size() - before));
  out.resize(before);
  if (!unk_) throw TokenizerError{{"unk_token is not in the vocabulary", "", "model.unk_token", "", options_.unk_token}};
  out.push_back(*unk_);
  if (spans != nullptr) spans->push_back({0, word.size()});
}

}
