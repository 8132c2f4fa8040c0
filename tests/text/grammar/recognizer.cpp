#include <ganymede/text/grammar/recognizer.hpp>

#include <ganymede/text/grammar/gbnf.hpp>

#include <doctest/doctest.h>

#include "grammar_texts.hpp"

using namespace ganymede;

TEST_CASE("recognizer: calls, recursion and what may follow a rule") {
  grammar_texts::Texts texts(R"(root ::= list "."
list ::= "[" (list ("," list)*)? "]" | [0-9]+)");
  for (const char* right : {"[].", "7.", "[1,[2,[],33],4].", "[[[[[[]]]]]]."}) CHECK_MESSAGE(texts.accept(right), right);
  for (const char* wrong : {"", "[]", "[1,].", "[[].", "].", "1.2"}) CHECK_MESSAGE(!texts.accept(wrong), wrong);
}

TEST_CASE("recognizer: rules that may be empty, and rules that end in a call") {
  grammar_texts::Texts texts(R"(root ::= a b a "x" tail
a ::= "a"?
b ::= a ("b" a)*
tail ::= "t" tail | "u")");
  for (const char* right : {"xu", "abxu", "aababaaxtttu", "aaaxu"}) CHECK_MESSAGE(texts.accept(right), right);
  for (const char* wrong : {"x", "aaaaxu", "bbaaaxu", "xt"}) CHECK_MESSAGE(!texts.accept(wrong), wrong);
  CHECK(texts.accept("x" + std::string(5000, 't') + "u"));
}

TEST_CASE("recognizer: an ambiguous grammar has few configurations") {
  grammar_texts::Texts texts("root ::= \"x\" root \"b\" | \"x\" root \"c\" | \"y\"");
  std::string text(500, 'x');
  text += 'y';
  for (int i = 0; i < 500; ++i) text += i % 3 == 0 ? 'b' : 'c';
  CHECK(texts.accept(text));
  CHECK_FALSE(texts.accept(text + "b"));
}

TEST_CASE("recognizer: the cheapest text completes what was read") {
  grammar_texts::Texts texts(R"(root ::= "{" pair ("," pair)* "}"
pair ::= "\"" [a-z]{2,} "\":" ("null" | root | "7"))");
  CHECK(texts.completed("") == "{\"aa\":7}");
  CHECK(texts.completed("{\"b") == "{\"ba\":7}");
  CHECK(texts.completed("{\"bcd\":{\"xy\":n") == "{\"bcd\":{\"xy\":null}}");
  CHECK(texts.completed("{\"bcd\":7}") == "{\"bcd\":7}");
}

TEST_CASE("recognizer: nesting has an end, and what is nested can be completed") {
  grammar_texts::Texts texts("root ::= \"(\" root \")\" | \"x\"");
  std::string open(1990, '(');
  CHECK(texts.completed(open).size() == 2 * 1990 + 1);
  CHECK_FALSE(texts.accept(std::string(3000, '(') + "x" + std::string(3000, ')')));
}

TEST_CASE("recognizer: a first space that is not part of the text") {
  grammar_texts::Texts texts("root ::= \" \"? \"a\"");
  CHECK(texts.accept("a", true));
  CHECK(texts.accept(" a", true));
  CHECK(texts.accept("  a", true));
  CHECK_FALSE(texts.accept("   a", true));
  CHECK_FALSE(texts.accept("  a", false));
}
