#include <doctest/doctest.h>
#include <ganymede/text/formats/base64.hpp>

using namespace ganymede;

TEST_CASE("the vectors of RFC 4648") {
  CHECK(base64_decode("") == "");
  CHECK(base64_decode("Zg==") == "f");
  CHECK(base64_decode("Zm8=") == "fo");
  CHECK(base64_decode("Zm9v") == "foo");
  CHECK(base64_decode("Zm9vYmFy") == "foobar");
  CHECK(base64_decode("+/+/") == "\xfb\xff\xbf");
}

TEST_CASE("anything else is refused") {
  for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Zg==Zg==", "Zm 9", "Zm-_", "Zm9v\n"})
    CHECK_FALSE(base64_decode(text).has_value());
}
