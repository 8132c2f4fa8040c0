#include <ganymede/inspect/readable_token.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("text stays as it is, and parts of characters become the values of their bytes") {
  CHECK(readable_token("").empty());
  CHECK(readable_token(" time") == " time");
  CHECK(readable_token("\u05e9\n<") == "\u05e9\n<");
  CHECK(readable_token("\xd7") == "\u27e8d7\u27e9");
  CHECK(readable_token(" a\xa9 b\xf0\x9f") == " a\u27e8a9\u27e9 b\u27e8f0\u27e9\u27e89f\u27e9");
}
