#pragma once
// The bodies of passage_index.hpp.

#include <ganymede/app/passage_index.hpp>

#include <ganymede/app/passages.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/text/sentences/text.hpp>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// Whether a text has at most so many words.
inline bool has_words_at_most(std::string_view text, Index words) {
  if (text.size() / 24 > static_cast<std::size_t>(words)) return false;  // whatever it consists of
  Index halves = 0;
  bool inside = false;
  for_each_code_point(text, [&](char32_t c, std::string_view) {
    const bool space = c != not_unicode && is_white_space(c), alone = !space && c != not_unicode && is_unspaced(c);
    if (alone) ++halves;
    if (!space && !alone && !inside) halves += 2;
    inside = !space && !alone;
  });
  return halves <= 2 * words;
}

/// The passages of a text: neighbours together, as long as they have room.
inline std::vector<TextRange> joined_passages(std::string_view text, Index words) {
  std::vector<TextRange> joined;
  for (const TextRange& next : passages_of(text, [words](std::string_view part) { return has_words_at_most(part, words); }))
    if (!joined.empty() && has_words_at_most(TextRange{joined.back().begin, next.end}.of(text), words))
      joined.back().end = next.end;
    else
      joined.push_back(next);
  return joined;
}

}  // namespace detail

GANYMEDE_ONCE PassageIndex::PassageIndex(std::vector<TextDocument> documents, const PassageOptions& options)
    : documents_(std::move(documents)), words_(TextList{}, options.bm25) {
  if (options.words < 1)
    throw InputError{{.problem = "out of range", .key = "words", .expected = "1 or more", .found = std::to_string(options.words)}};
  std::unordered_set<std::string> seen;
  for (std::size_t d = 0; d < documents_.size(); ++d)
    for (const TextRange& range : detail::joined_passages(documents_[d].text, options.words)) {
      std::string text = one_line(range.of(documents_[d].text));
      if (!seen.insert(text).second) continue;
      passages_.push_back({d, range});
      texts_.push_back(std::move(text));
    }
  words_ = Bm25Index(texts_, options.bm25);
}

GANYMEDE_ONCE void PassageIndex::set_embedder(const EmbedderBase& embedder) {
  const Tensor<float> vectors =
      texts_.empty() ? Tensor<float>(0, embedder.dimensions()) : embedder.embed(texts_, {.role = TextRole::document, .normalize = true});
  set_embedder(embedder, vectors);
}

GANYMEDE_ONCE void PassageIndex::set_embedder(const EmbedderBase& embedder, TensorView<float> vectors) {
  if (vectors.rows() != static_cast<Index>(texts_.size()))
    throw InputError{{.problem = "there are not as many vectors as passages",
                      .key = "vectors",
                      .expected = std::to_string(texts_.size()),
                      .found = std::to_string(vectors.rows())}};
  embedder_ = embedder;
  vectors_.emplace(vectors);
}

GANYMEDE_ONCE std::vector<RankedText> PassageIndex::search(std::string_view question, Index top_k, PassageSearch by) const {
  if (by == PassageSearch::automatic) by = has_vectors() ? PassageSearch::fused : PassageSearch::words;
  if (by == PassageSearch::words) return words_.search(question, top_k);
  if (!has_vectors()) throw InputError{{.problem = "the passages have no vectors", .key = "search", .expected = "an embedder"}};
  if (top_k < 1) throw InputError{{.problem = "out of range", .key = "top_k", .expected = "1 or more", .found = std::to_string(top_k)}};
  const Index looked_at = by == PassageSearch::fused ? std::max(top_k, Index{50}) : top_k;
  std::vector<RankedText> nearest;
  if (!texts_.empty() && question.find_first_not_of(" \t\r\n") != question.npos) {
    const Tensor<float> asked = embedder_->embed({question}, {.role = TextRole::query, .normalize = true});
    const auto found = vectors_->search(asked, looked_at);
    for (const NearVector& near : found.front()) nearest.push_back({near.index, static_cast<double>(near.score)});
  }
  if (by == PassageSearch::vectors) return nearest;
  std::vector<RankedText> fused = reciprocal_rank_fusion(std::array{words_.search(question, looked_at), std::move(nearest)});
  fused.resize(std::min(fused.size(), static_cast<std::size_t>(top_k)));
  return fused;
}

}  // namespace ganymede::inline v0
