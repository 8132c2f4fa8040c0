#include <ganymede/core/utf8_check.hpp>

#include <doctest/doctest.h>

#include <string>

using ganymede::detail::is_utf8;

TEST_CASE("utf8_check: every code point's encoding is valid, surrogates' are not") {
  for (std::uint32_t c = 0; c < 0x110000; ++c) {
    std::string text;
    const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (c < 0x80)
      put(c);
    else if (c < 0x800)
      put(0xc0 | c >> 6), put(0x80 | (c & 63));
    else if (c < 0x10000)
      put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
    else
      put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 63)), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
    REQUIRE(is_utf8(text) == !(c >= 0xd800 && c < 0xe000));
    REQUIRE_FALSE(is_utf8(text.substr(0, text.size() - 1)) == (c >= 0x80));
    REQUIRE_FALSE(is_utf8(text + "\x80"));
  }
}

TEST_CASE("utf8_check: overlong forms, stray and missing bytes, code points that do not exist") {
  for (const char* text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xfe", "\xff", "a\xc3", "\xc3z", "\xe2\x82z", "\xf0\x9f\x98z", "\xed\xa0\x80"})
    CHECK_FALSE(is_utf8(text));
  CHECK(is_utf8(""));
  CHECK(is_utf8(std::string_view("a\0b", 3)));
}
