#include <ganymede/ops/isa.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("an instruction set is forced by name, and the most capable one is chosen otherwise") {
  CHECK(supported(Isa::plain));
  CHECK(detail::choose_isa("plain") == Isa::plain);
  const Isa best = detail::choose_isa(std::nullopt);
  CHECK(supported(best));
  for (std::size_t i = 0; i < isa_names.size(); ++i) {
    const Isa isa = static_cast<Isa>(i);
    CHECK(name(isa) == isa_names[i]);
    if (supported(isa)) {
      CHECK(detail::choose_isa(isa_names[i]) == isa);
      CHECK(isa <= best);
    } else {
      CHECK_THROWS_AS(detail::choose_isa(isa_names[i]), ConfigError);
    }
  }
  CHECK_THROWS_AS(detail::choose_isa("sse9"), ConfigError);
  CHECK_THROWS_AS(detail::choose_isa(""), ConfigError);
}
