#include <ganymede/core/executor.hpp>
#include <ganymede/core/floating_point.hpp>

#include <doctest/doctest.h>

#include <cfenv>
#include <stdexcept>
#include <vector>

#include "../support/environments.hpp"

using namespace ganymede;

TEST_CASE("a known environment inside, the caller's afterwards, when an exception passes too") {
  for (const std::uint64_t environment : environments()) {
    const Environment set(environment);
    const std::uint64_t before = detail::floating_point_control();
    {
      const KnownFloatingPoint scope;
      CHECK((detail::floating_point_control() & ~detail::floating_point_flags) == detail::known_floating_point);
      CHECK(std::fegetround() == FE_TONEAREST);
      const KnownFloatingPoint nested;
    }
    CHECK(detail::floating_point_control() == before);
    CHECK_THROWS_AS(
        [] {
          const KnownFloatingPoint scope;
          throw std::runtime_error("inside");
        }(),
        std::runtime_error);
    CHECK(detail::floating_point_control() == before);
  }
}

namespace {
/// What is computed in the usual environment raises the flags that it always does.
std::uint64_t without_flags() { return detail::floating_point_control() & ~detail::floating_point_flags; }
}  // namespace

TEST_CASE("pieces of a pool run in the known environment on every thread, whoever made or calls it") {
  for (const std::uint64_t environment : environments())
    for (const Index threads : {1, 3}) {
      const Environment set(environment);
      const std::uint64_t before = without_flags();
      ThreadPool pool(threads);  // whose threads begin with the caller's environment
      std::atomic<int> wrong{0};
      volatile float third = 3, tiny = 1e-40f;
      for (const Index count : {1, 2, 500})
        pool.parallel_for(count, [&](Index) {
          if (without_flags() != detail::known_floating_point) ++wrong;
          const volatile float one = 1 / third, half = tiny * 0.5f;
          if (one != 0x1.555556p-2f || half == 0) ++wrong;
        });
      CHECK(wrong == 0);
      CHECK(without_flags() == before);
      CHECK_THROWS_AS(pool.parallel_for(20,
                                        [](Index i) {
                                          if (i == 7) throw std::runtime_error("piece");
                                        }),
                      std::runtime_error);
      CHECK(without_flags() == before);
    }
}
