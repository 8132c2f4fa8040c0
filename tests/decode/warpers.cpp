#include <ganymede/decode/warpers.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace ganymede;
using Logits = std::vector<float>;

namespace {

const float out = minus_infinity;
Candidates scratch;

/// Logits whose softmax is `probabilities`.
Logits of(const std::vector<double>& probabilities) {
  Logits logits;
  for (const double p : probabilities) logits.push_back(static_cast<float>(std::log(p)));
  return logits;
}
std::vector<std::size_t> left(const Logits& logits) {
  std::vector<std::size_t> ids;
  for (std::size_t i = 0; i < logits.size(); ++i)
    if (logits[i] != out) ids.push_back(i);
  return ids;
}
using Ids = std::vector<std::size_t>;

}  // namespace

TEST_CASE("temperature") {
  Logits logits{1, -2, out};
  temperature(logits, 0.5);
  CHECK(logits == Logits{2, -4, out});
  for (const double tiny : {1e-38, 1e-45, 1e-300, 5e-324}) {
    CAPTURE(tiny);
    logits = {3, 1, 3, out};
    temperature(logits, tiny);
    CHECK(left(logits) == Ids{0, 2});
    CHECK(logits[0] == logits[2]);
    CHECK(logits[0] < std::numeric_limits<float>::infinity());
    logits = {0, 0};
    temperature(logits, tiny);
    CHECK(logits == Logits{0, 0});
  }
  logits = {3, std::numeric_limits<float>::infinity()};
  temperature(logits, 1e-300);
  CHECK(std::isinf(logits[1]));  // left for the sampler to refuse
  logits = {3, std::nanf("")};
  temperature(logits, 1e-300);
  CHECK(std::isnan(logits[1]));
}

TEST_CASE("top k keeps what equals the k-th") {
  Logits logits{1, 3, 2, 2, out};
  top_k(logits, 2, scratch);
  CHECK(left(logits) == Ids{1, 2, 3});
  top_k(logits, 100, scratch);
  CHECK(left(logits) == Ids{1, 2, 3});
  top_k(logits, 1, scratch);
  CHECK(left(logits) == Ids{1});
}

TEST_CASE("top p keeps the fewest tokens that reach p, of equals those with the lower ids") {
  const auto nucleus = [](double p) {
    Logits logits = of({0.1, 0.4, 0.2, 0.2, 0.1});
    top_p(logits, p, scratch);
    return left(logits);
  };
  CHECK(nucleus(0) == Ids{1});
  CHECK(nucleus(0.39) == Ids{1});
  CHECK(nucleus(0.5) == Ids{1, 2});
  CHECK(nucleus(0.7) == Ids{1, 2, 3});
  CHECK(nucleus(0.85) == Ids{0, 1, 2, 3});
  CHECK(nucleus(1) == Ids{0, 1, 2, 3, 4});
}

TEST_CASE("min p is a share of the best") {
  Logits logits = of({0.5, 0.06, 0.3, 0.04, 0.1});
  min_p(logits, 0.1, scratch);
  CHECK(left(logits) == Ids{0, 1, 2, 4});
  min_p(logits, 1, scratch);
  CHECK(left(logits) == Ids{0});
}

TEST_CASE("where several tokens are to be kept, the most probable are") {
  const Logits logits = of({0.5, 0.05, 0.3, 0.05, 0.1});
  const auto kept = [&](auto warp) {
    Logits l = logits;
    warp(l);
    return left(l);
  };
  CHECK(kept([](auto& l) { top_p(l, 0.1, scratch, 3); }) == Ids{0, 2, 4});
  CHECK(kept([](auto& l) { top_p(l, 0.85, scratch, 2); }) == Ids{0, 2, 4});
  CHECK(kept([](auto& l) { min_p(l, 0.9, scratch, 4); }) == Ids{0, 1, 2, 4});  // of equals the lower ids
  CHECK(kept([](auto& l) { min_p(l, 0.15, scratch, 2); }) == Ids{0, 2, 4});
  CHECK(kept([](auto& l) { typical(l, 0.01, scratch, 2); }).size() == 2);
  CHECK(kept([](auto& l) { min_p(l, 0.9, scratch, 9); }) == Ids{0, 1, 2, 3, 4});
}

TEST_CASE("typical keeps what is about as surprising as expected, which need not be the most probable") {
  Logits logits = of({0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1});  // entropy 1.97; -ln 0.1 = 2.3, -ln 0.3 = 1.2
  typical(logits, 0.5, scratch);
  CHECK(left(logits) == Ids{1, 2, 3, 4, 5, 6, 7});  // equals stay together
  logits = of({0.9, 0.1});
  typical(logits, 0.2, scratch);
  CHECK(left(logits) == Ids{0});
}

TEST_CASE("warpers pass over logits of which all are forbidden, or that are no numbers") {
  const std::vector<std::function<void(std::span<float>)>> all{
      [](auto l) { temperature(l, 0.5); }, [](auto l) { top_k(l, 1, scratch); }, [](auto l) { top_p(l, 0.5, scratch); },
      [](auto l) { min_p(l, 0.5, scratch); }, [](auto l) { typical(l, 0.5, scratch); }};
  for (const auto& warp : all) {
    Logits logits{out, out, out};
    warp(logits);
    CHECK(logits == Logits{out, out, out});
    logits = {1, std::nanf(""), 2, std::numeric_limits<float>::infinity()};
    warp(logits);
    CHECK(std::isnan(logits[1]));
    warp({});
  }
}
