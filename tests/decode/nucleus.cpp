#include <ganymede/decode/nucleus.hpp>
#include <ganymede/decode/sampler.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace ganymede;
using Logits = std::vector<float>;

namespace {

/// Rows of many kinds: peaked, flat, with ties, with forbidden tokens.
Logits row_of(std::size_t n, int kind, std::uint64_t seed) {
  Random random(seed);
  Logits row(n);
  for (float& v : row) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += random.uniform();  // about normal
    v = static_cast<float>(sum * (kind == 0 ? 1 : kind == 1 ? 4 : kind == 2 ? 0.05 : 2.5));
    if (kind == 3) v = std::round(v * 4) / 4;
    if (kind == 4 && random.uniform() < 0.6) v = minus_infinity;
  }
  if (kind == 5)
    for (int i = 0; i < 20; ++i) row[static_cast<std::size_t>(random.uniform() * static_cast<double>(n))] += 12;
  return row;
}

/// The definitions, term by term: all candidates sorted, sums in the order of the ids.
std::vector<std::size_t> kept_by_definition(const Logits& row, bool surprise, double mass, Index keep) {
  struct Token {
    double key, probability;
    std::size_t id;
  };
  const double top = static_cast<double>(*std::max_element(row.begin(), row.end()));
  std::vector<Token> all;
  double sum = 0;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (row[i] > minus_infinity) {
      all.push_back({-static_cast<double>(row[i]), ganymede::exp(static_cast<double>(row[i]) - top), i});
      sum += all.back().probability;
    }
  for (Token& t : all) t.probability /= sum;
  if (surprise) {
    double entropy = 0;
    const double log_sum = ganymede::log(sum);
    for (Token& t : all) {
      t.key += top + log_sum;
      const double term = t.probability * t.key;
      entropy += term;
    }
    for (Token& t : all) t.key = std::fabs(t.key - entropy);
  }
  std::sort(all.begin(), all.end(), [](const Token& a, const Token& b) { return a.key != b.key ? a.key < b.key : a.id < b.id; });
  double above = 0;
  std::size_t kept = 0;
  while (kept < all.size() && (static_cast<Index>(kept) < keep || above < mass)) above += all[kept++].probability;
  while (surprise && kept < all.size() && all[kept].key == all[kept - 1].key) ++kept;
  std::vector<std::size_t> ids;
  for (std::size_t i = 0; i < kept; ++i) ids.push_back(all[i].id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

TEST_CASE("what is kept by looking at the head alone is what the definitions keep") {
  Candidates candidates;
  for (const std::size_t n : {50U, 1500U, 6001U, 20003U})
    for (int kind = 0; kind < 6; ++kind)
      for (const bool surprise : {false, true})
        for (const double mass : {0.0, 1e-8, 0.2, 0.5, 0.9, 0.95, 0.999, 0.9999999999}) {
          if (surprise && mass == 0) continue;
          CAPTURE(n);
          CAPTURE(kind);
          CAPTURE(surprise);
          CAPTURE(mass);
          const Logits row = row_of(n, kind, n + static_cast<std::size_t>(kind));
          for (const Index keep : {1, 7}) {
            candidates.begin(row);
            detail::keep_nearest(candidates, surprise, mass, keep);
            std::vector<std::size_t> kept;
            for (std::size_t i = 0; i < candidates.logits().size(); ++i)
              if (candidates.logits()[i] > minus_infinity) kept.push_back(candidates.id(i));
            CHECK(kept == kept_by_definition(row, surprise, mass, keep));
          }
        }
}

TEST_CASE("rough sums that leave an answer open are taken again, and it is that of exact ones") {
  // Eight thousand equal tokens: a mass is reached exactly, or not quite, and only the last digit of the sums tells.
  const Logits row(8192, 1);
  Candidates candidates;
  for (const std::size_t kept : {1U, 4096U, 8191U}) {
    const double mass = static_cast<double>(kept) / 8192;
    candidates.begin(row);
    Strips& strips = candidates.look();
    const detail::Ranking rough = detail::ranking_of(strips, false, detail::Precision::rough);
    CHECK_FALSE(detail::NearestFirst(candidates, rough).keep(mass, 1));
    CHECK(candidates.logits().size() == row.size());
    detail::keep_nearest(candidates, false, mass, 1);
    CHECK(candidates.logits().size() == kept);
    CHECK(candidates.id(kept - 1) == kept - 1);
    candidates.begin(row);
    detail::keep_nearest(candidates, false, mass + 1e-13, 1);
    CHECK(candidates.logits().size() == kept + 1);
  }
}

TEST_CASE("logits that are no numbers are left as they are") {
  Logits row(5000, 1);
  row[77] = std::nanf("");
  Candidates candidates;
  for (const bool surprise : {false, true}) {
    candidates.begin(row);
    detail::keep_nearest(candidates, surprise, 0.5, 1);
    CHECK(candidates.logits().data() == row.data());
  }
}
