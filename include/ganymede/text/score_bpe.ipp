#pragma once
// The bodies of score_bpe.hpp.

#include <ganymede/text/score_bpe.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE ScoreBpe::ScoreBpe(std::shared_ptr<const Vocabulary> vocabulary, std::span<const float> scores, ScoreBpeOptions options,
                                 std::string_view file, std::string_view key)
    : vocabulary_(std::move(vocabulary)),
      options_(std::move(options)),
      whole_(vocabulary_->size()),
      bytes_(byte_tokens(*vocabulary_)),
      unk_(options_.unk.value_or(-1)) {
  const auto fail = [&](const char* problem) { throw TokenizerError{{problem, std::string(file), std::string(key), "", ""}}; };
  const auto size = static_cast<std::size_t>(vocabulary_->size());
  if (scores.size() < size) fail("fewer scores than tokens");
  for (auto* list : {&options_.mergeable, &options_.user_defined, &options_.unused}) list->resize(size);
  std::vector<float> order(scores.begin(), scores.begin() + static_cast<Index>(size));
  if (std::any_of(order.begin(), order.end(), [](float score) { return std::isnan(score); })) fail("a score is not a number");
  std::sort(order.begin(), order.end(), std::greater<>());
  order.erase(std::unique(order.begin(), order.end()), order.end());
  ranks_.reserve(size);
  for (std::size_t id = 0; id < size; ++id)
    ranks_.push_back(
        static_cast<std::uint32_t>(std::lower_bound(order.begin(), order.end(), scores[id], std::greater<>()) - order.begin()));
  if (!options_.byte_fallback) bytes_.fill(-1);
  if (unk_ < 0 && std::any_of(bytes_.begin(), bytes_.end(), [](TokenId id) { return id < 0; }))
    fail("a byte token is missing and there is no unknown token");
  std::vector<std::pair<std::string_view, std::int32_t>> symbols;
  for (TokenId id = 0; id < vocabulary_->size(); ++id)
    if (options_.user_defined[static_cast<std::size_t>(id)]) {
      check_sought_piece(vocabulary_->piece(id), file, key, id);
      symbols.emplace_back(vocabulary_->piece(id), id);
    }
  symbols_ = PieceTrie(std::move(symbols));
  has_unused_ = std::find(options_.unused.begin(), options_.unused.end(), true) != options_.unused.end();
  // Unused pieces remember how they were last put together anywhere in the text.
  falls_apart_ = !has_unused_ && detail::falls_apart_at_spaces(*vocabulary_);
}

GANYMEDE_ONCE void ScoreBpe::encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out,
                                    std::vector<TextRange>* spans) const {
  const auto spell = [&](TokenId id, std::string_view bytes) {
    if (id != unk_) return out.push_back(id);
    for (const char c : bytes) {
      const TokenId byte = bytes_[static_cast<unsigned char>(c)];
      if (byte < 0) return out.push_back(unk_);  // one for the rest
      out.push_back(byte);
    }
  };
  for_each_piece(word, scratch, [&](TokenId id, std::string_view bytes) {
    const std::size_t before = out.size();
    spell(id, bytes);
    if (spans != nullptr) {
      const auto begin = static_cast<std::size_t>(bytes.data() - word.data());
      spans->resize(spans->size() + (out.size() - before), {begin, begin + bytes.size()});
    }
  });
}

GANYMEDE_ONCE void ScoreBpe::split(std::string_view word, std::vector<Symbol>& symbols) const {
  symbols.clear();
  for (std::size_t at = 0; at < word.size();) {
    auto [length, id] = symbols_.longest_prefix(word.substr(at));
    if (id < 0) {
      length = decode_utf8(word, at).length;
      id = find(word.substr(at, length));
    }
    symbols.push_back({id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + length)});
    at += length;
  }
}

}
