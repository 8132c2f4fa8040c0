#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/unicode/normal_forms.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <cstdio>

using namespace ganymede;

// Single code points against Python's unicodedata; texts against the tokenizers package in normalizer.cpp.
TEST_CASE("normal forms of single code points are Python's") {
  const Json reference = read_json(GANYMEDE_TEST_DATA "/text/unicode.json");
  const Json& runs = reference["categories"];
  std::vector<bool> known(last_code_point + 1);
  for (std::size_t i = 0; i < runs.size(); i += 2) {
    const auto category = runs[i + 1].get<std::string>();
    const char32_t end = i + 2 < runs.size() ? runs[i + 2].get<char32_t>() : last_code_point + 1;
    for (auto c = runs[i].get<char32_t>(); c < end; ++c) known[c] = category != "Cn" && category != "Cs" && category != "Co";
  }
  for (const Json& block : reference["blocks"]) {
    const auto first = block[0].get<char32_t>();
    std::uint64_t hash = 0xCBF29CE484222325;
    for (char32_t c = first; c < first + 4096; ++c) {
      if (!known[c]) continue;
      std::string text, all;
      append_utf8(text, c);
      for (const std::string& form : {nfc(text), nfd(text), nfkc(text), nfkd(text)}) all += form + "\xff";
      for (const char byte : all + to_lower(text)) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
    }
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
    CHECK_MESSAGE(block[1].get<std::string>() == hex, static_cast<unsigned>(first));
  }
}

TEST_CASE("marks are ordered, starters compose, blocked marks do not") {
  CHECK(nfd("\u1E69") == "s\u0323\u0307");
  CHECK(nfc("s\u0307\u0323") == "\u1E69");
  CHECK(nfc("a\u0327\u0301") == "\u00E1\u0327");
  CHECK(nfc("a\u0301\u0301") == "\u00E1\u0301");
  CHECK(nfc("\u1100\u1161\u11A8") == "각");
  CHECK(nfd("각") == "\u1100\u1161\u11A8");
  CHECK(nfc("\u0F92\u0FB7") == "\u0F92\u0FB7");
  CHECK(nfkc("ﬁ①Ａ") == "fi1A");
  CHECK(nfc("\u0301a") == "\u0301a");
  CHECK(nfc("").empty());
}

TEST_CASE("forms are stable, and bytes that are not UTF-8 stay where they are") {
  for (const std::string text : {"e\u0301\xFF\u0301 Å \xE1\x80 ﬁ", "plain", "\xF0\x9F\u0323\u0307s\u0307"}) {
    CHECK(nfc(nfc(text)) == nfc(text));
    CHECK(nfc(nfd(text)) == nfc(text));
    CHECK(nfkd(nfkc(text)) == nfkd(text));
  }
  CHECK(nfc("e\xFF\u0301") == "e\xFF\u0301");
}

TEST_CASE("many marks on one letter take n log n") {
  std::string text = "a";
  for (int i = 0; i < 200000; ++i) text += i % 2 == 0 ? "\u0301" : "\u0323";
  CHECK(nfc(text).substr(0, 5) == "\u1EA1\u0323");
}
