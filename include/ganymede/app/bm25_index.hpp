#pragma once
// Texts found by the words that they share with a question: Okapi BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance
// Framework: BM25 and Beyond", equation 3.15). Needs no model.

#include <ganymede/app/rank_fusion.hpp>
#include <ganymede/app/text_list.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ganymede::inline v0 {

struct Bm25Options {
  double k1 = 1.2;  ///< how soon a term that comes again adds no more; 0: how often it comes does not count
  double b = 0.75;  ///< how much a long text has to have more of them, from 0 to 1
};

/// Immutable, usable from several threads. Keeps no texts.
class Bm25Index {
 public:
  /// InputError for options out of range. Texts may be none, empty, equal.
  explicit Bm25Index(const TextList& texts, const Bm25Options& options = {});

  Index size() const noexcept { return static_cast<Index>(lengths_.size()); }

  /// The texts that share a term (search_terms) with the query, the best `top_k` of them, the best first, of equal ones the first; texts
  /// that share none are not among them. InputError for top_k below 1.
  std::vector<RankedText> search(std::string_view query, Index top_k) const;

  /// What it tells of a text that it has this term, whatever the text: the logarithm of (N - n + 0.5) / (n + 0.5) + 1, where n of N texts
  /// have it. (With the 1, which Lucene adds, a term that most texts have speaks for them a little, not against them.)
  double weight(const std::string& term) const;

 private:
  struct Posting {
    std::uint32_t text, count;
  };
  double weight(std::size_t texts_with_it) const;

  Bm25Options options_;
  std::vector<std::uint32_t> lengths_;  // terms of each text
  double mean_length_ = 0;
  std::unordered_map<std::string, std::vector<Posting>> postings_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/bm25_index.ipp>
#endif
