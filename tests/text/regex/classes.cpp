#include <doctest/doctest.h>
#include <ganymede/text/regex/classes.hpp>

using namespace ganymede;
using namespace ganymede::detail::regex;

TEST_CASE("properties by all their names") {
  for (const char* name : {"Lu", "lu", "Uppercase_Letter", "uppercase letter", "gc=Lu", "General_Category=Uppercase-Letter"}) {
    const auto set = property_ranges(name);
    REQUIRE_MESSAGE(set, name);
    CHECK((set->contains('A') && !set->contains('a')));
  }
  for (const char* name : {"Han", "Script=Han", "sc=han"}) CHECK(property_ranges(name)->contains(U'漢'));
  CHECK(property_ranges("L")->contains('a'));
  CHECK(property_ranges("LC")->contains(0x1C5));
  CHECK(property_ranges("Alphabetic")->contains(0x345));
  CHECK(property_ranges("Any")->contains(last_code_point));
  CHECK(!property_ranges("Any")->contains(not_unicode));
  for (const char* name : {"", "X", "Lx", "sc=", "gc=gc=L", "=", "InLatin", "L&"}) CHECK_MESSAGE(!property_ranges(name), name);
}

TEST_CASE("each code point has exactly one category") {
  std::size_t all = 0;
  for (const char* major : {"L", "M", "N", "P", "S", "Z", "C"}) {
    const CodePointRanges set = property_ranges(major).value();
    for (const auto& [first, last] : set.ranges()) all += last - first + 1;
  }
  CHECK(all == last_code_point + 1);
}

TEST_CASE("folding closes a set") {
  const CodePointRanges k = fold_closure(CodePointRanges('k', 'k'));
  CHECK((k.contains('K') && k.contains(0x212A) && !k.contains('j')));
  CHECK(fold_closure(CodePointRanges(0x3C2, 0x3C2)).contains(0x3A3));
  CHECK(fold_closure(CodePointRanges(U'漢', U'漢')).ranges().size() == 1);
}
