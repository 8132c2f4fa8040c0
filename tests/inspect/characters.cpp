#include <ganymede/inspect/characters.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {
std::string repaired(std::string_view text) {
  std::string out;
  ganymede::detail::for_each_character(text, [&out](std::string_view character, char32_t) { out += character; });
  return out;
}
}  // namespace

TEST_CASE("characters: valid text stays as it is, with its code points") {
  const std::string text = "aé\u0627\u20ac\U0001F600\U0010FFFF\u07ff\ud7ff";
  CHECK(repaired(text) == text);
  std::u32string codes;
  ganymede::detail::for_each_character(text, [&codes](std::string_view, char32_t code) { codes += code; });
  CHECK(codes == U"aé\u0627\u20ac\U0001F600\U0010FFFF\u07ff\ud7ff");
}

TEST_CASE("characters: each maximal part of a character becomes one U+FFFD, as Unicode's examples say") {
  const auto fffd = [](int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += "\xef\xbf\xbd";
    return out;
  };
  // Unicode 15, tables 3-8 to 3-11
  CHECK(repaired("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41") == fffd(8) + "A");
  CHECK(repaired("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41") == fffd(8) + "A");
  CHECK(repaired("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42") == fffd(5) + "A" + fffd(2) + "B");
  CHECK(repaired("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41") == fffd(4) + "A");
  CHECK(repaired("\xf0\x9f\x98") == fffd(1));
}
