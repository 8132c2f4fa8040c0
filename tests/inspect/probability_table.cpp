#include <ganymede/inspect/probability_table.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ganymede;

namespace {
constexpr float nothing = -std::numeric_limits<float>::infinity();
float ln(double p) { return static_cast<float>(std::log(p)); }
}  // namespace

TEST_CASE("tokens by probability, of equals the lower id first") {
  const std::vector<float> logits{ln(0.1) + 3, ln(0.4) + 3, ln(0.1) + 3, ln(0.4) + 3};
  const std::vector<TokenProbability> all = most_probable(logits, 99), two = most_probable(logits, 2);
  REQUIRE(all.size() == 4);
  REQUIRE(two.size() == 2);
  const TokenId order[] = {1, 3, 0, 2};
  for (std::size_t i = 0; i < 4; ++i) CHECK(all[i].id == order[i]);
  CHECK(all[0].probability() == doctest::Approx(0.4));
  CHECK(two[1].logprob == doctest::Approx(std::log(0.4)));
  for (std::size_t i = 0; i < 4; ++i) CHECK(rank_of(logits, order[i]) == static_cast<Index>(i));
}

TEST_CASE("greatly different and forbidden logits have probabilities; broken ones are refused") {
  const std::vector<float> far{1e30F, -1e30F, nothing};
  CHECK(most_probable(far, 1)[0].probability() == 1);
  CHECK(most_probable(far, 3)[2].probability() == 0);
  for (const std::vector<float>& broken : {std::vector<float>{nothing, nothing},
                                           {1, std::numeric_limits<float>::quiet_NaN()},
                                           {1, std::numeric_limits<float>::infinity()},
                                           {}})
    CHECK_THROWS_AS(most_probable(broken, 1), InputError);
  CHECK_THROWS_AS(rank_of(far, 3), InputError);
  CHECK_THROWS_AS(rank_of(far, -1), InputError);
}

TEST_CASE("a table says which step cut which token, and what was left") {
  FilterTable table(std::vector<float>{ln(0.5), ln(0.25), ln(0.15), ln(0.1)});
  table.add("top_k", 3, std::vector<float>{ln(0.5), ln(0.25), ln(0.15), nothing});
  table.add("top_p", 0.8, std::vector<float>{ln(0.5), ln(0.25), nothing, nothing});
  REQUIRE(table.steps().size() == 2);
  CHECK(table.steps()[0].name == "top_k");
  CHECK(table.steps()[0].kept == 3);
  CHECK(table.steps()[0].kept_share == doctest::Approx(0.9));
  CHECK(table.steps()[1].kept == 2);
  CHECK(table.steps()[1].kept_share == doctest::Approx(0.75 / 0.9));
  const std::vector<FilteredToken> tokens = table.tokens(4);
  const Index cut_by[] = {-1, -1, 1, 0};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(tokens[i].id == static_cast<TokenId>(i));
    CHECK(tokens[i].cut_by == cut_by[i]);
  }
  CHECK(std::exp(tokens[0].before) == doctest::Approx(0.5));
  CHECK(std::exp(tokens[0].after) == doctest::Approx(2.0 / 3));
  CHECK(std::exp(tokens[2].after) == 0);
  CHECK(table.tokens(1).size() == 1);
  CHECK_THROWS_AS(table.add("short", 0, std::vector<float>{1}), InputError);
}

TEST_CASE("a table without steps is what the model said") {
  const FilterTable table(std::vector<float>{1, 2});
  CHECK(table.steps().empty());
  CHECK(table.tokens(2)[0].id == 1);
  CHECK(table.tokens(2)[0].before == table.tokens(2)[0].after);
}
