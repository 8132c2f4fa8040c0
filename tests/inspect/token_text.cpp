#include <ganymede/inspect/token_text.hpp>

#include <doctest/doctest.h>

using ganymede::terminal_columns;
using ganymede::token_label;
using ganymede::words_of;
using Texts = std::vector<std::string>;

TEST_CASE("token_text: labels show what cannot be seen, and move no cursor") {
  CHECK(token_label(" teacher") == "teacher");
  CHECK(token_label(" ") == "\u00b7");
  CHECK(token_label("  a") == "\u00b7a");
  CHECK(token_label("") == "\u2205");
  CHECK(token_label("\n\t") == "\u23ce\u2409");
  CHECK(token_label("\x1b[31m") == "\u241b[31m");
  CHECK(token_label(std::string(1, '\0') + "\x7f\u009b") == "\u2400\ufffd\ufffd");
  CHECK(token_label("\xf0\x9f\x98") == "<F0><9F><98>");
  CHECK(token_label("\u202eevil") == "\u25c7evil");
  CHECK(token_label("👩‍🔬 שלום") == "👩‍🔬\u00b7שלום");
}

TEST_CASE("token_text: columns of a terminal") {
  CHECK(terminal_columns("abc") == 3);
  CHECK(terminal_columns("日本") == 4);
  CHECK(terminal_columns("e\u0301") == 1);
  CHECK(terminal_columns("👍🏽") == 2);
  CHECK(terminal_columns("\xff") == 1);
}

TEST_CASE("token_text: tokens gather to words, bytes to characters, characters to emoji") {
  const auto split = [](const Texts& tokens) { return words_of(tokens).texts; };
  CHECK(split({"Where", " is", " Gany", "mede", "?"}) == Texts{"Where", " is", " Ganymede", "?"});
  CHECK(words_of(Texts{"Where", " is", " Gany", "mede", "?"}).of == std::vector<std::size_t>{0, 1, 2, 2, 3});
  CHECK(split({" ", "\xd7", "\xa9", "\xd7\x9c"}) == Texts{" של"});
  CHECK(split({"\xf0", "\x9f\x91\xa9", "\xe2\x80", "\x8d", "🔬", "!"}) == Texts{"👩‍🔬", "!"});
  CHECK(split({"👍", "🏽", "🇩", "🇪"}) == Texts{"👍🏽", "🇩🇪"});
  CHECK(split({"日", "本"}) == Texts{"日", "本"});
  CHECK(split({"\xff", "a", "\xff"}) == Texts{"\xff", "a", "\xff"});
  CHECK(split({"<s>", "", "a", "b1"}) == Texts{"<s>", "", "ab1"});
  CHECK(split({"don", "'", "t"}) == Texts{"don", "'", "t"});
  CHECK(split({}).empty());
}
