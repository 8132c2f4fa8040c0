#include <ganymede/decode/log_probability.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ganymede;
using Logits = std::vector<float>;

namespace {
const float inf = std::numeric_limits<float>::infinity(), nan_ = std::nanf("");
}

TEST_CASE("of equally probable tokens the lowest id is the best") {
  CHECK(best_token(Logits{1, 3, 3, 2}) == 1);
  CHECK(best_token(Logits{-inf, -1e30F}) == 1);
}

TEST_CASE("log probabilities are those of softmax") {
  const Logits logits{1, 2, 4, -inf};
  const double sum = std::log(std::exp(1.0) + std::exp(2.0) + std::exp(4.0));
  CHECK(log_sum_exp(logits) == doctest::Approx(sum).epsilon(1e-15));
  CHECK(log_probability(logits, 1) == doctest::Approx(2 - sum).epsilon(1e-14));
  CHECK(log_probability(logits, 3) == -std::numeric_limits<double>::infinity());
  CHECK(log_probability(Logits{3e38F, -3e38F}, 0) == 0);
  CHECK(log_probability(Logits{7, 7, 7, 7}, 2) == doctest::Approx(-std::log(4.0)).epsilon(1e-15));
}

TEST_CASE("all log probabilities at once") {
  const Logits logits{1, 2, 4, -inf, -90, 3.5F, 4};
  Logits all(logits.size());
  CHECK(log_softmax(logits, all) == doctest::Approx(log_sum_exp(logits)).epsilon(1e-6));
  for (std::size_t i = 0; i < all.size(); ++i)
    CHECK((i == 3 ? all[i] == -inf : std::abs(static_cast<double>(all[i]) - log_probability(logits, static_cast<TokenId>(i))) < 4e-6));
  Logits processed{1, -inf, 3};
  Logits scratch(3);
  renormalize(processed, scratch);
  CHECK(std::exp(processed[0]) + std::exp(processed[2]) == doctest::Approx(1).epsilon(1e-6));
  CHECK(processed[2] - processed[0] == doctest::Approx(2).epsilon(1e-6));
  Logits none{-inf, -inf};
  renormalize(none, scratch);
  CHECK(none == Logits{-inf, -inf});
}

TEST_CASE("what allows no choice is an error") {
  for (const Logits& logits : {Logits{1, nan_}, Logits{nan_, 1}, Logits{nan_}, Logits{1, inf}, Logits{-inf, -inf}, Logits{}}) {
    CHECK_THROWS_AS(best_token(logits), Error);
    CHECK_THROWS_AS(log_sum_exp(logits), Error);
    Logits all(logits.size());
    CHECK_THROWS_AS(log_softmax(logits, all), Error);
  }
  CHECK_THROWS_AS(log_probability(Logits{1, 2}, 2), InputError);
  CHECK_THROWS_AS(log_probability(Logits{1, 2}, -1), InputError);
}
