#include <ganymede/app/text_list.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <list>
#include <string>
#include <type_traits>

using namespace ganymede;

namespace {

bool is_a_and_bc(const TextList& list) { return std::ranges::equal(list.texts(), std::array<std::string_view, 2>{"a", "bc"}); }

}  // namespace

TEST_CASE("texts come in braces and in any container") {
  const std::string bc = "bc";
  CHECK(is_a_and_bc({"a", "bc"}));
  CHECK(is_a_and_bc({"a", bc}));
  const char* const literals[] = {"a", "bc"};
  CHECK(is_a_and_bc(literals));
  CHECK(is_a_and_bc(std::vector<std::string>{"a", "bc"}));
  CHECK(is_a_and_bc(std::array<std::string_view, 2>{"a", "bc"}));
  CHECK(is_a_and_bc(std::list<std::string>{"a", "bc"}));
  CHECK(TextList({bc}).texts().front() == "bc");
  CHECK(TextList(std::vector<std::string>{}).texts().empty());
  static_assert(!std::is_convertible_v<std::string, TextList>, "one text is no list: its characters are no texts");
}
