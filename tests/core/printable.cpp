#include <ganymede/core/printable.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using ganymede::detail::is_utf8;
using ganymede::detail::moves_others;
using ganymede::detail::printable;

TEST_CASE("printable: plain text of any script stays as it is") {
  for (const std::string_view text :
       {"", "model.layers.0.weight", "caf\xc3\xa9 \xe5\x8c\x97\xe4\xba\xac \xf0\x9f\x98\x80", "\\p{L}+ \"x\""})
    CHECK(printable(text, 100) == text);
}

TEST_CASE("printable: controls, directions, separators and what has no width are escaped") {
  using namespace std::string_view_literals;
  CHECK(printable("a\nb\r\tc", 100) == "a\\nb\\r\\tc");
  CHECK(printable("\x1b[2J\x1b]0;x\x07", 100) == "\\x1b[2J\\x1b]0;x\\x07");
  CHECK(printable("\0\x7f"sv, 100) == "\\x00\\x7f");
  CHECK(printable("\xc2\x9b"
                  "31m\xc2\x85",
                  100) == "\\u009b31m\\u0085");                                 // C1: one-character CSI, next line
  CHECK(printable("\xe2\x80\xaegnp\xe2\x81\xa9", 100) == "\\u202egnp\\u2069");  // right-to-left override, pop isolate
  CHECK(printable("\xe2\x80\xa8\xe2\x80\xa9\xef\xbb\xbf\xe2\x80\x8b", 100) == "\\u2028\\u2029\\ufeff\\u200b");
  CHECK(printable("\xd8\x9c\xf3\xa0\x81\x81", 100) == "\\u061c\\U000e0041");  // Arabic letter mark, a tag character
}

TEST_CASE("printable: bytes that are no character are escaped one by one") {
  CHECK(printable("\xff\xc0\x80", 100) == "\\xff\\xc0\\x80");
  CHECK(printable("a\xe5\x8c", 100) == "a\\xe5\\x8c");                  // cut off
  CHECK(printable("\xed\xa0\x80", 100) == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(printable("\xf4\x90\x80\x80", 100) == "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
}

TEST_CASE("printable: of what is too long the beginning and the end remain, no character and no escape cut") {
  CHECK(printable(std::string(100, 'a'), 100) == std::string(100, 'a'));
  CHECK(printable("0123456789abcdefghij", 15) == "01234 ... fghij");
  CHECK(printable("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 15) == "\xc3\xa9\xc3\xa9 ... \xc3\xa9\xc3\xa9");
  CHECK(printable(std::string(50, '\x1b'), 15) == "\\x1b ... \\x1b");
  CHECK(printable(std::string(50, '\xbf'), 15) == "\\xbf ... \\xbf");
  CHECK(printable(std::string(10'000'000, '\x80'), 15).size() <= 15);
  CHECK(printable("abc", 2) == " ... ");
}

TEST_CASE("printable: any two bytes, anywhere, give a line of valid UTF-8 without controls") {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second)
      for (const std::size_t limit : {std::size_t{12}, std::size_t{100}}) {
        const std::string text = std::string(6, 'x') + static_cast<char>(first) + static_cast<char>(second) + std::string(6, 'y');
        const std::string line = printable(text, limit);
        bool right = is_utf8(line) && line.size() <= limit;
        for (const char c : line) right = right && static_cast<unsigned char>(c) >= 0x20 && c != '\x7f';
        if (!right) FAIL_CHECK(first << " " << second << ": " << line);
      }
  CHECK(moves_others(0x85));
  CHECK_FALSE(moves_others(U'\u00e9'));
}
