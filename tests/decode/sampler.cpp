#include <ganymede/decode/sampler.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace ganymede;
using Logits = std::vector<float>;

namespace {
const float infinity = std::numeric_limits<float>::infinity();

Logits some_logits() {  // multiples of 1/64 between -4 and 4: exact in float
  Logits logits(300);
  Random random(11);
  for (float& v : logits) v = static_cast<float>(static_cast<int>(random.next() >> 55) - 256) / 64.0F;
  return logits;
}
}  // namespace

TEST_CASE("tokens come as often as their probabilities say") {
  const Logits logits{0.5F, 2, -1, -infinity, 1, 0, 3, -infinity};
  Random random(1234);
  const int draws = 200000;
  std::vector<int> seen(logits.size(), 0);
  for (int i = 0; i < draws; ++i) ++seen[static_cast<std::size_t>(sample(logits, random))];
  CHECK(seen[3] == 0);
  CHECK(seen[7] == 0);
  double sum = 0, chi_square = 0;
  for (const float l : logits) sum += std::exp(static_cast<double>(l));
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double expected = draws * std::exp(static_cast<double>(logits[i])) / sum;
    if (expected > 0) chi_square += (seen[i] - expected) * (seen[i] - expected) / expected;
  }
  MESSAGE("chi-square with 5 degrees of freedom: " << chi_square);
  CHECK(chi_square < 15.1);  // 99 % of fair samplers; the seed is fixed
}

TEST_CASE("equal logits and an equal seed give these tokens, whatever the compiler and machine") {
  const Logits logits = some_logits();
  Random random(2024);
  std::vector<TokenId> tokens;
  for (int i = 0; i < 24; ++i) tokens.push_back(sample(logits, random));
  CHECK(tokens == std::vector<TokenId>{19,  240, 23,  41, 236, 81,  127, 85,  187, 19,  223, 279,
                                       268, 120, 236, 50, 18,  213, 252, 127, 211, 101, 53,  131});
}

TEST_CASE("forbidden tokens are never drawn, a lone one always") {
  Random random(3);
  for (int i = 0; i < 1000; ++i) CHECK(sample(Logits{-infinity, -infinity, 5, -infinity}, random) == 2);
  for (int i = 0; i < 1000; ++i) CHECK(sample(Logits{-3e38F, 3e38F}, random) == 1);
}

TEST_CASE("a choice tells its log probability, and greedy choices draw nothing") {
  Random random(3), untouched(3);
  const Choice best = choose(Logits{1, 2, 2}, true, random);
  CHECK(best.id == 1);
  CHECK(best.logprob == log_probability(Logits{1, 2, 2}, 1));
  CHECK(random.next() == untouched.next());
  CHECK(choose(Logits{0, 0}, false, random).logprob == doctest::Approx(-std::log(2.0)));
}

TEST_CASE("what allows no choice is an error and draws nothing") {
  Random random(3), untouched(3);
  for (const Logits& logits : {Logits{1, std::nanf("")}, Logits{1, infinity}, Logits{-infinity, -infinity}, Logits{}}) {
    CHECK_THROWS_AS(choose(logits, false, random), Error);
    CHECK_THROWS_AS(choose(logits, true, random), Error);
  }
  CHECK(random.next() == untouched.next());
}

TEST_CASE("tokens of a large vocabulary are those of the definition: sums of exp in the order of the ids") {
  Random numbers(8);
  for (int kind = 0; kind < 4; ++kind) {
    CAPTURE(kind);
    Logits logits(20011);
    for (float& v : logits) v = static_cast<float>(numbers.uniform() * (kind == 0 ? 30 : kind == 1 ? 8 : kind == 2 ? 0.01 : 0));
    if (kind == 1)
      for (std::size_t i = 0; i < logits.size(); ++i)
        if (i % 3 != 0) logits[i] = -infinity;
    const double greatest = static_cast<double>(logits[static_cast<std::size_t>(best_token(logits))]);
    std::vector<double> sums;
    for (const float l : logits) sums.push_back((sums.empty() ? 0 : sums.back()) + ganymede::exp(static_cast<double>(l) - greatest));
    Random random(5), same(5);
    std::size_t open = 0;
    for (int i = 0; i < 500; ++i) {
      const double uniform = same.uniform(), target = uniform * sums.back();
      const auto expected = std::upper_bound(sums.begin(), sums.end(), target) - sums.begin();
      CHECK(sample(logits, random) == static_cast<TokenId>(expected));
      Strips strips;
      strips.look(logits);
      const std::optional<TokenId> roughly = detail::draw_roughly(strips, uniform);
      if (roughly) CHECK(*roughly == static_cast<TokenId>(expected));
      open += roughly ? 0 : 1;
    }
    CHECK(open < 150);  // most draws need no exact sums
  }
}

TEST_CASE("the first and the last token can be drawn") {
  Logits logits(5000, 0);
  Strips strips;
  strips.look(logits);
  CHECK(detail::draw_roughly(strips, 0) == 0);
  CHECK_FALSE(detail::draw_roughly(strips, 0.5).has_value());  // on the border of two tokens
  CHECK(detail::draw_exactly(logits, 0, 0.5) == 2500);
  CHECK(detail::draw_exactly(logits, 0, 0) == 0);
  CHECK(detail::draw_exactly(logits, 0, 1 - 0x1p-53) == 4999);
  logits[4998] = logits[4999] = -infinity;
  CHECK(detail::draw_exactly(logits, 0, 1 - 0x1p-53) == 4997);
}
