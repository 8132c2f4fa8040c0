#include <ganymede/io/setting_checks.hpp>

#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("setting checks: positive numbers, epsilons, and two names for one thing") {
  const Settings s(Json{{"layers", 3}, {"none", 0}, {"many", std::int64_t{1} << 40}, {"eps", -1e-6}}, "config.json");
  CHECK(positive(s, "layers") == 3);
  CHECK(positive_or(s, "absent", 7) == 7);
  for (const char* const key : {"none", "many"}) CHECK(error_of<ConfigError>([&] { positive_or(s, key, 7); }).key == key);
  CHECK(epsilon_or(s, "absent", 1e-5) == 1e-5);
  CHECK(error_of<ConfigError>([&] { epsilon_or(s, "eps", 1e-5); }).found == "-1e-06");
  require_same(s, "layers", 3);
  require_same(s, "absent", 3);
  CHECK(error_of<ConfigError>([&] { require_same(s, "layers", 4); }).expected == "4");
}
