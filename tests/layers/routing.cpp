#include <ganymede/layers/routing.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace ganymede;

namespace {
std::vector<ChosenExpert> routed(const Routing& routing, const std::vector<float>& logits) {
  std::vector<ChosenExpert> chosen(static_cast<std::size_t>(routing.num_experts_per_tok));
  routing(logits.data(), static_cast<Index>(logits.size()), chosen.data());
  return chosen;
}
}  // namespace

TEST_CASE("a token goes to the experts of the greatest logits, of equal ones to the first") {
  const std::vector<ChosenExpert> chosen = routed({.num_experts_per_tok = 3}, {1, 3, 2, 3, -1});
  CHECK(chosen[0].expert == 1);
  CHECK(chosen[1].expert == 3);
  CHECK(chosen[2].expert == 2);
  CHECK(chosen[0].weight == chosen[1].weight);
  CHECK(chosen[0].weight + chosen[1].weight + chosen[2].weight == doctest::Approx(1));
  CHECK(chosen[2].weight / chosen[0].weight == doctest::Approx(std::exp(-1.0)));
}

TEST_CASE("weights are a softmax of all experts, divided by the chosen ones' sum or not, or of the chosen ones alone") {
  const std::vector<float> logits{0.5F, -1, 2, 0.25F};
  double all = 0;
  for (const float x : logits) all += std::exp(double(x));
  const auto raw = routed({.num_experts_per_tok = 2, .norm_topk_prob = false}, logits);
  CHECK(raw[0].weight == doctest::Approx(std::exp(2.0) / all));
  CHECK(raw[1].weight == doctest::Approx(std::exp(0.5) / all));
  const auto normed = routed({.num_experts_per_tok = 2}, logits);
  const auto own = routed({.num_experts_per_tok = 2, .weights = Routing::Weights::softmax_of_chosen, .norm_topk_prob = false}, logits);
  CHECK(normed[0].weight == doctest::Approx(raw[0].weight / (raw[0].weight + raw[1].weight)));
  CHECK(own[0].weight == normed[0].weight);
  CHECK(routed({.num_experts_per_tok = 1}, {1000, -1000})[0].weight == 1);
}

TEST_CASE("logits that are no numbers choose experts all the same, each once, and weights that are none") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  for (const std::vector<float>& logits : {std::vector<float>{nan, nan, nan}, {1, nan, 2}, {-infinity, -infinity, -infinity}}) {
    const auto chosen = routed({.num_experts_per_tok = 3}, logits);
    bool seen[3]{};
    for (const ChosenExpert& c : chosen) {
      REQUIRE((c.expert >= 0 && c.expert < 3));
      CHECK_FALSE(seen[c.expert]);
      seen[c.expert] = true;
    }
    CHECK(std::isnan(chosen[0].weight));
  }
}
