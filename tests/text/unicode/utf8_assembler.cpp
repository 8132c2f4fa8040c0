#include <doctest/doctest.h>
#include <ganymede/text/unicode/utf8_assembler.hpp>

#include <random>

using namespace ganymede;

TEST_CASE("a cut character waits") {
  Utf8Assembler assembler;
  std::string out;
  assembler.push("a\xF0\x9F", out);
  CHECK(out == "a");
  assembler.push("\x98", out);
  CHECK(out == "a");
  assembler.push(
      "\x80"
      "b",
      out);
  CHECK(out == "a\U0001F600b");
  assembler.push("\xE2\x96", out);
  assembler.finish(out);
  CHECK(out == "a\U0001F600b\uFFFD");
}

TEST_CASE("however bytes are portioned, the text is that of all of them") {
  std::mt19937 draw(1);
  const std::string likely = "aZ\xC2\xC3\x80\xBF\xE0\xE1\xED\xEF\xA0\x9F\x90\xF0\xF1\xF4\xF5\xFF\xC0";
  for (int round = 0; round < 5000; ++round) {
    std::string bytes(draw() % 14, '\0');
    for (char& byte : bytes) byte = round % 2 == 0 ? static_cast<char>(draw()) : likely[draw() % likely.size()];
    Utf8Assembler assembler;
    std::string out;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t n = std::min<std::size_t>(draw() % 4 + 1, bytes.size() - at);
      assembler.push(std::string_view(bytes).substr(at, n), out);
      CHECK(is_valid_utf8(out));
      at += n;
    }
    assembler.finish(out);
    CHECK(out == replace_invalid_utf8(bytes));
  }
}
