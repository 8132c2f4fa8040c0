#include <ganymede/text/grammar/automaton.hpp>

#include <doctest/doctest.h>

#include "grammar_texts.hpp"

using namespace ganymede;

namespace {
std::string grammar_error(std::string_view gbnf) {
  return grammar_texts::message_of([&] { grammar_texts::Texts{gbnf}; });
}
}  // namespace

TEST_CASE("automaton: left recursion is refused, behind what may be empty too") {
  CHECK(grammar_error("root ::= root \"a\" | \"b\"").find("left recursion") != std::string::npos);
  CHECK(grammar_error("root ::= a\na ::= \"x\"? b\nb ::= a \"y\"").find("left recursion") != std::string::npos);
  CHECK(grammar_error("root ::= a* root \"x\"\na ::= \"y\"?").find("left recursion") != std::string::npos);
  CHECK(grammar_error("root ::= \"x\" root | \"y\"").empty());
  CHECK(grammar_error("root ::= \"x\"\nunused ::= unused").empty());
}

TEST_CASE("automaton: a grammar without a finite text is refused, a part without one is left out") {
  CHECK(grammar_error("root ::= \"a\" root").find("no text is possible") != std::string::npos);
  CHECK(grammar_error("root ::= [^\\x00-\\U0010FFFF]").find("no text is possible") != std::string::npos);
  grammar_texts::Texts texts("root ::= \"a\" endless | \"ab\"\nendless ::= \"b\" endless");
  CHECK(texts.accept("ab"));
  CHECK_FALSE(texts.begin("abb"));
  std::string doubled = "root ::= r0 r0\n";  // the shortest text has 2^60 letters
  for (int i = 0; i < 60; ++i) doubled += "r" + std::to_string(i) + " ::= r" + std::to_string(i + 1) + " r" + std::to_string(i + 1) + "\n";
  CHECK(grammar_error(doubled + "r60 ::= \"x\"").find("no text is possible") != std::string::npos);
}

TEST_CASE("automaton: repetitions of repetitions are rules, until there are too many") {
  grammar_texts::Texts texts("root ::= ((\"ab\" [0-9]){2,100} \"-\"){3}");
  CHECK(texts.accept("ab1ab2-ab3ab4ab5-ab6ab7-"));
  CHECK_FALSE(texts.accept("ab1ab2-ab3-ab6ab7-"));
  CHECK(grammar_error("root ::= \"a\"{100000}{100000}").empty() == false);
  CHECK(grammar_error("root ::= (\"a\"? \"b\"?){20000} \"c\"").find("too large") != std::string::npos);
}
