#include <ganymede/core/nearest.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace ganymede;

TEST_CASE("the nearest 8-bit integer is std::round's, within the range") {
  for (int n = -1200; n <= 1200; ++n)
    for (const float x :
         {static_cast<float>(n) / 8, std::nextafter(static_cast<float>(n) / 8, -200.0f), std::nextafter(static_cast<float>(n) / 8, 200.0f)})
      CHECK(detail::nearest_int8(x, -127.0f) == static_cast<int>(std::min(std::max(std::round(x), -127.0f), 127.0f)));
  CHECK(detail::nearest_int8(-128.0f, -128.0f) == -128);
  CHECK(detail::nearest_int8(0.49999997f, -127.0f) == 0);
  constexpr float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(detail::nearest_int8(infinity, -127.0f) == 127);
  CHECK(detail::nearest_int8(-infinity, -127.0f) == -127);
  CHECK(detail::nearest_int8(nan, -127.0f) == -127);
}

TEST_CASE("the largest magnitude passes over NaN and keeps infinity") {
  std::vector<float> x{0.5f, -3.0f, std::numeric_limits<float>::quiet_NaN(), 2.0f};
  CHECK(detail::largest_magnitude(x.data(), 4) == 3.0f);
  x[1] = -std::numeric_limits<float>::infinity();
  CHECK(std::isinf(detail::largest_magnitude(x.data(), 4)));
  CHECK(detail::largest_magnitude(x.data(), 0) == 0.0f);
}
