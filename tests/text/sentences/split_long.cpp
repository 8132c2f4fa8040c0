#include <doctest/doctest.h>
#include <ganymede/text/sentences/split_long.hpp>

#include <random>
#include <string>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

std::vector<std::string> pieces_of(std::string_view text, std::size_t most) {
  std::vector<std::string> out;
  for (const std::string_view piece : split_long(text, [most](std::string_view part) { return part.size() <= most; }))
    out.emplace_back(piece);
  return out;
}
using Pieces = std::vector<std::string>;

}  // namespace

TEST_CASE("split_long: after clauses, else between words, else between characters") {
  CHECK(pieces_of("", 5).empty());
  CHECK(pieces_of("short", 5) == Pieces{"short"});
  CHECK(pieces_of("one two, three four", 15) == Pieces{"one two, ", "three four"});
  CHECK(pieces_of("one two three four", 10) == Pieces{"one two ", "three four"});
  CHECK(pieces_of("a, b c d e f g h i", 14) == Pieces{"a, b c d e f ", "g h i"});  // the comma comes too early
  CHECK(pieces_of("abcdefgh", 3) == Pieces{"abc", "def", "gh"});
  CHECK(pieces_of("abc def", 3) == Pieces{"abc", " ", "def"});
  CHECK(pieces_of("一二，三四五", 12) == Pieces{"一二，", "三四五"});
  CHECK(pieces_of("一二三", 4) == Pieces{"一", "二", "三"});
  CHECK(pieces_of("e\u0301e\u0301", 4) == Pieces{"e\u0301", "e\u0301"});  // never between a letter and its accent
  CHECK(pieces_of("\xff\xfe\xfd", 1) == Pieces{"\xff", "\xfe", "\xfd"});
}

TEST_CASE("split_long: what cannot fit is an error") {
  CHECK(error_of<InputError>([] { pieces_of("ab\U0001F468\u200D\U0001F469", 4); }).found == "11 bytes");
  std::string marks = "a";
  for (int i = 0; i < 1000; ++i) marks += "\u0301";
  error_of<InputError>([&] { pieces_of(marks, 100); });
  error_of<InputError>([] { split_long("a", [](std::string_view) { return false; }); });
}

TEST_CASE("split_long: keeps every byte, fits every piece and asks about little") {
  constexpr std::string_view units[] = {"a", "word", " ", " ", ", ", ".", "é", "e\u0301", "一", "，", "😀", "\u3000", "\n", "\xff"};
  std::mt19937_64 random{3};
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (auto left = random() % 400; left > 0; --left) text += units[random() % std::size(units)];
    // words count as one token and other bytes as one each: not quite monotone
    const auto tokens = [](std::string_view part) {
      std::size_t count = part.size();
      for (std::size_t at = 0; (at = part.find("word", at)) != std::string_view::npos; at += 4) count -= 3;
      return count;
    };
    const std::size_t most = 12 + random() % 30;
    std::string joined;
    for (const std::string_view piece : split_long(text, [&](std::string_view part) { return tokens(part) <= most; })) {
      CHECK(!piece.empty());
      CHECK(tokens(piece) <= most);
      joined += piece;
    }
    CHECK(joined == text);
  }
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "word ";
  std::size_t asked = 0;
  const auto parts = split_long(text, [&](std::string_view part) {
    asked += part.size();
    return part.size() <= 500;
  });
  CHECK(parts.size() == 100);
  CHECK(asked < 30 * text.size());
}
