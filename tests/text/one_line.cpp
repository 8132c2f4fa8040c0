#include <ganymede/text/one_line.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("one line of a text") {
  CHECK(one_line(" a \n\n b\tc ") == "a b c");
  CHECK(one_line("") == "");
  CHECK(one_line(" \r\n\xE2\x80\xA8") == "");           // a line separator is white space
  CHECK(one_line("a\xC2\xA0\xE3\x80\x80 b") == "a b");  // so are spaces of other scripts
  CHECK(one_line("a\xFF\n\xC3") == "a\xFF \xC3");       // bytes that are not UTF-8 stay
}
