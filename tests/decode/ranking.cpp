#include <ganymede/decode/ranking.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace ganymede;

TEST_CASE("a ranking knows the mass of all and the entropy, each precision within what it says") {
  const std::array<float, 4> logits{1.0F, 0.0F, minus_infinity, -1.0F};
  double total = 0, entropy = 0;
  for (const float logit : logits) total += std::exp(double(logit) - 1);
  for (const float logit : {logits[0], logits[1], logits[3]}) {
    const double p = std::exp(double(logit) - 1) / total;
    entropy -= p * std::log(p);
  }
  Strips strips;
  strips.look(logits);
  for (const detail::Precision precision : {detail::Precision::rough, detail::Precision::lanes, detail::Precision::exact}) {
    const detail::Ranking ranking = detail::ranking_of(strips, true, precision);
    const double tolerance = std::max(ranking.tolerance, 1e-12);
    CHECK(std::abs(ranking.total - total) <= tolerance * total);
    CHECK(std::abs(ranking.entropy - entropy) <= std::max(ranking.key_tolerance, 1e-12));
    CHECK(ranking.greatest == 1);
    CHECK((ranking.tolerance == 0) == (precision == detail::Precision::exact));
    CHECK(ranking.less_probable(-1.0F));
    CHECK(!ranking.less_probable(1.0F));
    CHECK(ranking.least_key() == 0);
  }
  const detail::Ranking by_logit = detail::ranking_of(strips, false, detail::Precision::exact);
  CHECK(by_logit.key(1.0F) == -1);
  CHECK(by_logit.least_key() == -1);
}
