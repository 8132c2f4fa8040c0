#pragma once
// The bodies of bm25_index.hpp.

#include <ganymede/app/bm25_index.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/search_terms.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Bm25Index::Bm25Index(const TextList& texts, const Bm25Options& options) : options_(options) {
  const auto require = [](bool right, const char* key, const char* expected, double found) {
    if (!right) throw InputError{{.problem = "out of range", .key = key, .expected = expected, .found = std::to_string(found)}};
  };
  require(options.k1 >= 0 && std::isfinite(options.k1), "k1", "0 or more", options.k1);
  require(options.b >= 0 && options.b <= 1, "b", "from 0 to 1", options.b);
  double terms = 0;
  for (const std::string_view text : texts.texts()) {
    const auto number = static_cast<std::uint32_t>(lengths_.size());
    std::uint32_t& length = lengths_.emplace_back(0);
    for_each_search_term(text, [&](const std::string& term) {
      std::vector<Posting>& list = postings_[term];
      if (list.empty() || list.back().text != number) list.push_back({number, 0});
      ++list.back().count;
      ++length;
    });
    terms += length;
  }
  if (terms > 0) mean_length_ = terms / static_cast<double>(lengths_.size());
}

GANYMEDE_ONCE double Bm25Index::weight(std::size_t texts_with_it) const {
  const auto all = static_cast<double>(lengths_.size()), with = static_cast<double>(texts_with_it);
  return std::log((all - with + 0.5) / (with + 0.5) + 1);
}

GANYMEDE_ONCE double Bm25Index::weight(const std::string& term) const {
  const auto found = postings_.find(term);
  return weight(found == postings_.end() ? 0 : found->second.size());
}

GANYMEDE_ONCE std::vector<RankedText> Bm25Index::search(std::string_view query, Index top_k) const {
  if (top_k < 1) throw InputError{{.problem = "out of range", .key = "top_k", .expected = "1 or more", .found = std::to_string(top_k)}};
  std::vector<double> scores(lengths_.size());
  for_each_search_term(query, [&](const std::string& term) {  // a term that the query has twice counts twice
    const auto found = postings_.find(term);
    if (found == postings_.end()) return;
    const double idf = weight(found->second.size());
    for (const Posting& posting : found->second) {
      const double tf = posting.count, length = lengths_[posting.text] / mean_length_;
      scores[posting.text] += idf * tf * (options_.k1 + 1) / (options_.k1 * (1 - options_.b + options_.b * length) + tf);
    }
  });
  std::vector<RankedText> found;
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i] > 0) found.push_back({static_cast<Index>(i), scores[i]});
  const auto best = found.begin() + std::min(top_k, static_cast<Index>(found.size()));
  std::partial_sort(found.begin(), best, found.end(), [](const RankedText& a, const RankedText& b) {
    return a.score > b.score || (a.score == b.score && a.index < b.index);
  });
  found.erase(best, found.end());
  return found;
}

}  // namespace ganymede::inline v0
