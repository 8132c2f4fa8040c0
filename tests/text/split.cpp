#include <doctest/doctest.h>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <string>
#include <vector>

using namespace ganymede;

namespace {

using Pieces = std::vector<std::string>;

Pieces split(std::string_view text, std::string_view pattern, SplitBehavior behavior, bool invert = false) {
  Pieces out, same;
  split_regex(text, Regex(pattern), behavior, invert, [&](std::string_view p) { out.emplace_back(p); });
  split_string(text, pattern, behavior, invert, [&](std::string_view p) { same.emplace_back(p); });
  CHECK(out == same);
  return out;
}

}  // namespace

// The example of the tokenizers' documentation: the-final--countdown, at "-".
TEST_CASE("behaviours") {
  const char* text = "the-final--countdown";
  CHECK(split(text, "-", SplitBehavior::removed) == Pieces{"the", "final", "countdown"});
  CHECK(split(text, "-", SplitBehavior::isolated) == Pieces{"the", "-", "final", "-", "-", "countdown"});
  CHECK(split(text, "-", SplitBehavior::merged_with_previous) == Pieces{"the-", "final-", "-", "countdown"});
  CHECK(split(text, "-", SplitBehavior::merged_with_next) == Pieces{"the", "-final", "-", "-countdown"});
  CHECK(split(text, "-", SplitBehavior::contiguous) == Pieces{"the", "-", "final", "--", "countdown"});
  CHECK(split(text, "-", SplitBehavior::removed, true) == Pieces{"-", "-", "-"});
}

TEST_CASE("ends") {
  CHECK(split("", "-", SplitBehavior::isolated).empty());
  CHECK(split("-", "-", SplitBehavior::removed).empty());
  CHECK(split("-a", "-", SplitBehavior::merged_with_previous) == Pieces{"-", "a"});
  CHECK(split("a-", "-", SplitBehavior::merged_with_next) == Pieces{"a", "-"});
}

TEST_CASE("single code points") {
  Pieces out;
  split_where("a\u3000b\xFF c", is_white_space, SplitBehavior::removed, [&](std::string_view p) { out.emplace_back(p); });
  CHECK(out == Pieces{"a", "b\xFF", "c"});
}
