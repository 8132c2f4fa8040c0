#include <doctest/doctest.h>
#include <ganymede/app/translation.hpp>

#include <stdexcept>

using namespace ganymede;

TEST_CASE("a result is its best translation, or its error") {
  const TranslationResult good{.translations = {{.text = "yes"}, {.text = "no"}}};
  CHECK(good.ok());
  CHECK(good.best().text == "yes");
  const TranslationResult bad{.error = std::make_exception_ptr(std::runtime_error("why"))};
  CHECK(!bad.ok());
  CHECK_THROWS_WITH(bad.best(), "why");
}
