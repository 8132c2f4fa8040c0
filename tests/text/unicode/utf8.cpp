#include <doctest/doctest.h>
#include <ganymede/text/unicode/utf8.hpp>

#include <vector>

using namespace ganymede;

TEST_CASE("every code point comes back") {
  for (char32_t c = 0; c <= last_code_point; ++c) {
    if (c == 0xD800) c = 0xE000;
    std::string bytes;
    append_utf8(bytes, c);
    const Decoded d = decode_utf8(bytes, 0);
    REQUIRE((d.valid && d.code_point == c && d.length == bytes.size()));
  }
  std::string bytes;
  append_utf8(bytes, 0xD800);
  append_utf8(bytes, 0x110000);
  CHECK(bytes == "\uFFFD\uFFFD");
}

// Expected as Python's bytes.decode(errors="replace") gives it.
TEST_CASE("each maximal subpart of what is no UTF-8 becomes one U+FFFD") {
  const std::vector<std::pair<std::string, std::string>> cases{{"a\x80z", "a\uFFFDz"},
                                                               {"\xC0\xAF", "\uFFFD\uFFFD"},
                                                               {"\xE0\x80\x80", "\uFFFD\uFFFD\uFFFD"},
                                                               {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
                                                               {"\xE1\x80", "\uFFFD"},
                                                               {"\xE1\x80z", "\uFFFDz"},
                                                               {"\xF1\x80\x80\xE1\x80\xC2z\xC2", "\uFFFD\uFFFD\uFFFDz\uFFFD"},
                                                               {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
                                                               {"\xF5\xFF", "\uFFFD\uFFFD"}};
  for (const auto& [bytes, text] : cases) {
    CHECK(replace_invalid_utf8(bytes) == text);
    CHECK(!is_valid_utf8(bytes));
    CHECK(is_valid_utf8(text));
  }
  CHECK(is_valid_utf8("aé漢\U0001F600"));
}

TEST_CASE("code points are visited with their bytes, other bytes one by one") {
  std::vector<std::pair<char32_t, std::string>> seen;
  for_each_code_point("a\xE1\x80é", [&](char32_t c, std::string_view bytes) { seen.emplace_back(c, bytes); });
  CHECK(seen == std::vector<std::pair<char32_t, std::string>>{{'a', "a"}, {not_unicode, "\xE1"}, {not_unicode, "\x80"}, {0xE9, "é"}});
}
