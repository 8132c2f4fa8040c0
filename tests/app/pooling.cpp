#include <ganymede/app/pooling.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace ganymede;

TEST_CASE("pooling by hand") {
  const std::array<float, 6> x{1, 5, 3, -2, 8, 0};
  const auto pooled = [&](Pooling pooling, Index left_out = 0) {
    std::vector<float> out(2);
    pool(view_of(x.data(), 3, 2), pooling, left_out, out);
    return out;
  };
  CHECK(pooled(Pooling::mean) == std::vector<float>{4, 1});
  CHECK(pooled(Pooling::cls) == std::vector<float>{1, 5});
  CHECK(pooled(Pooling::last) == std::vector<float>{8, 0});
  CHECK(pooled(Pooling::max) == std::vector<float>{8, 5});
  CHECK(pooled(Pooling::mean_sqrt_len)[0] == doctest::Approx(12 / std::sqrt(3.0)));
  CHECK(pooled(Pooling::weighted_mean) == std::vector<float>{31.0F / 6, 1.0F / 6});
  CHECK(pooled(Pooling::mean, 1) == std::vector<float>{5.5F, -1});
  CHECK(pooled(Pooling::cls, 1) == std::vector<float>{3, -2});
  CHECK(pooled(Pooling::max, 1) == std::vector<float>{8, 0});
  CHECK(pooled(Pooling::weighted_mean, 1)[0] == doctest::Approx((2 * 3 + 3 * 8) / 5.0));
  CHECK(pooled(Pooling::mean, 3) == std::vector<float>{0, 0});
  CHECK(pooled(Pooling::cls, 9) == std::vector<float>{1, 5});
}
