#include <doctest/doctest.h>
#include <ganymede/text/byte_level.hpp>

#include <set>

using namespace ganymede;

TEST_CASE("the alphabet is that of GPT-2") {
  CHECK(byte_level_alphabet[' '] == U'Ġ');
  CHECK(byte_level_alphabet['\n'] == U'Ċ');
  CHECK(byte_level_alphabet[0] == 0x100);
  CHECK(byte_level_alphabet[0xAD] == 0x143);
  CHECK(byte_level_alphabet['a'] == U'a');
  CHECK(byte_level_alphabet[0xE9] == 0xE9);
  CHECK(std::set<char32_t>(byte_level_alphabet.begin(), byte_level_alphabet.end()).size() == 256);
}

TEST_CASE("all bytes come back") {
  std::string bytes;
  for (int b = 0; b < 256; ++b) bytes += static_cast<char>(b);
  const std::string letters = byte_level_encode(bytes);
  CHECK(is_valid_utf8(letters));
  CHECK(byte_level_decode(letters) == bytes);
  CHECK(byte_level_encode(" é") == "ĠÃ©");
}

TEST_CASE("what is not of the alphabet is told") {
  for (const char* text : {" ", "a\xFF", "漢", "\u0144", "\u00AD"}) CHECK(!byte_level_decode(text));
}
