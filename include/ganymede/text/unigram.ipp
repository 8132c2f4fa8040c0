#pragma once
// The bodies of unigram.hpp.

#include <ganymede/text/unigram.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Unigram::Unigram(std::shared_ptr<const Vocabulary> vocabulary, std::span<const double> scores,
                               const std::vector<bool>& spellable, UnigramOptions options, std::string_view file, std::string_view key)
    : vocabulary_(std::move(vocabulary)), scores_(scores.begin(), scores.end()), options_(options), bytes_(byte_tokens(*vocabulary_)) {
  const auto size = static_cast<std::size_t>(vocabulary_->size());
  if (scores_.size() < size) throw TokenizerError{{"fewer scores than tokens", std::string(file), std::string(key), "", ""}};
  if (!std::all_of(scores_.begin(), scores_.end(), [](double score) { return std::isfinite(score); }))
    throw TokenizerError{{"a score is not a number", std::string(file), std::string(key), "", ""}};
  std::vector<std::pair<std::string_view, std::int32_t>> pieces;
  pieces.reserve(size);
  for (std::size_t id = 0; id < size; ++id) {
    const std::string_view piece = vocabulary_->piece(static_cast<TokenId>(id));
    if (!spellable[id] || vocabulary_->find(piece) != static_cast<TokenId>(id)) continue;
    check_sought_piece(piece, file, key, static_cast<TokenId>(id));
    pieces.emplace_back(piece, static_cast<TokenId>(id));
  }
  trie_ = PieceTrie(std::move(pieces));
}

GANYMEDE_ONCE void Unigram::encode(std::string_view word, UnigramScratch& scratch, std::vector<TokenId>& out,
                                   std::vector<TextRange>* spans) const {
  const auto spell = [&](TokenId id, std::string_view piece) {
    if (id != unknown()) return out.push_back(id);
    if (const auto whole = options_.sentencepiece ? std::nullopt : trie_find(piece)) return out.push_back(*whole);
    const auto byte = [this](char c) { return bytes_[static_cast<unsigned char>(c)]; };
    if (options_.byte_fallback && std::all_of(piece.begin(), piece.end(), [&](char c) { return byte(c) >= 0; }))
      for (const char c : piece) out.push_back(byte(c));
    else if (id >= 0)
      out.push_back(id);
    else
      throw TokenizerError{{"a character is not in the vocabulary, and there is no unk_id", "", "model.unk_id", "", std::string(piece)}};
  };
  for_each_piece(word, scratch, [&](TokenId id, std::string_view piece) {
    const std::size_t before = out.size();
    spell(id, piece);
    if (spans != nullptr) {
      const auto begin = static_cast<std::size_t>(piece.data() - word.data());
      spans->resize(spans->size() + (out.size() - before), {begin, begin + piece.size()});
    }
  });
}

GANYMEDE_ONCE std::optional<TokenId> Unigram::trie_find(std::string_view piece) const {
  const auto [length, id] = trie_.longest_prefix(piece);
  return length == piece.size() && id >= 0 ? std::optional<TokenId>(id) : std::nullopt;
}

GANYMEDE_ONCE void Unigram::rebase(std::vector<UnigramScratch::Place<float>>& places, std::size_t at, std::size_t reached) {
  const float sum = places[at].score;
  if (std::abs(sum) <= 100000.0f) return;
  places[at].score = 0;
  for (std::size_t i = at + 1; i <= reached; ++i)
    if (places[i].begin != UnigramScratch::no_place) places[i].score -= sum;
}

}
