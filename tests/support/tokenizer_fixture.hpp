#pragma once
// What the tests of whole tokenizers share: the folder of fixtures, make_fixture.py's digest and random ids, streamed texts.

#include <doctest/doctest.h>
#include <ganymede/text/detokenizer.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

/// GANYMEDE_TOKENIZER_FIXTURES: another folder written by the scripts, for larger comparisons.
inline std::filesystem::path tokenizer_fixtures() {
  const char* folder = std::getenv("GANYMEDE_TOKENIZER_FIXTURES");
  return folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(GANYMEDE_TEST_DATA) / "tokenizers";
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// make_fixture.py's digest.
class TokenDigest {
 public:
  void add(std::span<const ganymede::TokenId> ids) {
    for (const ganymede::TokenId id : ids)
      for (unsigned i = 0; i < 4; ++i) byte(static_cast<unsigned char>(static_cast<std::uint32_t>(id) >> (8 * i)));
    for (int i = 0; i < 4; ++i) byte(0xff);
  }
  void add(std::string_view text) {
    for (const char c : text) byte(static_cast<unsigned char>(c));
    byte(0);
  }
  std::string text() const {
    std::string digits;
    for (int i = 60; i >= 0; i -= 4) digits += "0123456789abcdef"[state_ >> i & 15];
    return digits;
  }

 private:
  void byte(unsigned char value) { state_ = (state_ ^ value) * 0x100000001B3u; }
  std::uint64_t state_ = 0xCBF29CE484222325u;
};

/// A text token by token; every part is checked to be UTF-8.
inline std::string streamed(const ganymede::Tokenizer& tokenizer, std::span<const ganymede::TokenId> ids, bool skip) {
  ganymede::StreamingDetokenizer stream(tokenizer, skip);
  std::string text;
  for (const ganymede::TokenId id : ids) {
    const std::string part = stream.push(id);
    CHECK(ganymede::is_valid_utf8(part));
    text += part;
  }
  return text + stream.finish();
}

/// make_fixture.py's random_ids.
inline std::vector<ganymede::TokenId> random_ids(const ganymede::Tokenizer& tokenizer, std::uint64_t row) {
  std::uint64_t state = row * 7919 + 1;
  const auto size = static_cast<std::uint64_t>(tokenizer.vocab_size());
  std::vector<ganymede::TokenId> ids;
  for (int i = 0; i < 40; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    ids.push_back(static_cast<ganymede::TokenId>((state >> 33) % (row % 2 == 1 ? size : std::min<std::uint64_t>(size, 270))));
  }
  return ids;
}
