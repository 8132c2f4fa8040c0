#pragma once
// Words and their vectors, and which words lie in the same direction.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A word of a table, by its number there, and the angle between its vector and another.
struct Neighbour {
  Index word = 0;
  double cosine = 0;  ///< -1 to 1

  double angle() const { return std::acos(std::clamp(cosine, -1.0, 1.0)) * (180 / 3.14159265358979323846); }  ///< in degrees
};

/// An immutable table of N words with vectors [N, D]. Everything is computed from whole vectors, in double, in one fixed order.
class WordVectors {
 public:
  /// InputError: no words or dimensions, another number of values than words times dimensions, a value that is not finite.
  WordVectors(std::vector<std::string> words, std::vector<float> vectors, Index dimensions)
      : words_(std::move(words)), vectors_(std::move(vectors)), dimensions_(dimensions) {
    if (words_.empty() || dimensions < 1 || vectors_.size() % words_.size() != 0 ||
        vectors_.size() / words_.size() != static_cast<std::size_t>(dimensions))
      throw InputError{{.problem = "words and vectors do not fit",
                        .expected = std::to_string(words_.size()) + " x " + std::to_string(dimensions) + " values, more than none",
                        .found = std::to_string(vectors_.size())}};
    for (Index w = 0; w < size(); ++w) {
      norms_.push_back(norm(vector(w)));
      if (!std::isfinite(norms_.back())) throw InputError{{.problem = "a vector that is not finite", .key = "word " + std::to_string(w)}};
    }
    by_spelling_.resize(words_.size());
    std::iota(by_spelling_.begin(), by_spelling_.end(), Index{0});
    std::stable_sort(by_spelling_.begin(), by_spelling_.end(), [this](Index a, Index b) { return word(a) < word(b); });
  }

  Index size() const noexcept { return static_cast<Index>(words_.size()); }
  Index dimensions() const noexcept { return dimensions_; }
  const std::string& word(Index n) const { return words_[static_cast<std::size_t>(n)]; }
  std::span<const float> vector(Index n) const {
    return std::span(vectors_).subspan(static_cast<std::size_t>(n * dimensions_), static_cast<std::size_t>(dimensions_));
  }

  /// The first word spelled so.
  std::optional<Index> find(std::string_view spelling) const {
    const auto found = std::lower_bound(by_spelling_.begin(), by_spelling_.end(), spelling,
                                        [this](Index w, std::string_view s) { return std::string_view(word(w)) < s; });
    if (found == by_spelling_.end() || word(*found) != spelling) return std::nullopt;
    return *found;
  }

  /// The words whose vectors make the smallest angles with `query` [D], the nearest first, at most `count`, without those in `without`.
  /// A zero vector has no direction: it is nobody's neighbour and has none. InputError: a query of another size, or not finite.
  std::vector<Neighbour> neighbours(std::span<const float> query, Index count, std::span<const Index> without = {}) const {
    const double length = norm(query);
    if (static_cast<Index>(query.size()) != dimensions_ || !std::isfinite(length))
      throw InputError{{.problem = "not a vector of this table",
                        .key = "query",
                        .expected = std::to_string(dimensions_) + " finite numbers",
                        .found = std::to_string(query.size())}};
    std::vector<Neighbour> all;
    if (length == 0 || count <= 0) return all;
    std::vector<bool> skip(words_.size());
    for (const Index w : without)
      if (w >= 0 && w < size()) skip[static_cast<std::size_t>(w)] = true;
    for (Index w = 0; w < size(); ++w)
      if (const double own = norms_[static_cast<std::size_t>(w)]; own > 0 && !skip[static_cast<std::size_t>(w)])
        all.push_back({w, std::clamp(dot(query, vector(w)) / (length * own), -1.0, 1.0)});
    const auto end = all.begin() + std::min(static_cast<std::ptrdiff_t>(all.size()), count);
    std::partial_sort(all.begin(), end, all.end(), [](const Neighbour& a, const Neighbour& b) {
      return a.cosine > b.cosine || (a.cosine == b.cosine && a.word < b.word);
    });
    all.erase(end, all.end());
    return all;
  }

 private:
  static double dot(std::span<const float> a, std::span<const float> b) {
    double sum[4] = {};  // four chains of additions, so that none waits for the other
    std::size_t i = 0;
    for (; i + 4 <= a.size(); i += 4)
      for (std::size_t k = 0; k < 4; ++k) sum[k] += double(a[i + k]) * double(b[i + k]);
    for (; i < a.size(); ++i) sum[0] += double(a[i]) * double(b[i]);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
  }
  static double norm(std::span<const float> a) { return std::sqrt(dot(a, a)); }

  std::vector<std::string> words_;
  std::vector<float> vectors_;
  std::vector<double> norms_;
  std::vector<Index> by_spelling_;
  Index dimensions_;
};

/// The cosine of two vectors of one size; 0 where one of them is zero.
inline double cosine(std::span<const float> a, std::span<const float> b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    ab += double(a[i]) * double(b[i]);
    aa += double(a[i]) * double(a[i]);
    bb += double(b[i]) * double(b[i]);
  }
  return aa > 0 && bb > 0 ? std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0) : 0;
}

}  // namespace ganymede::inline v0
