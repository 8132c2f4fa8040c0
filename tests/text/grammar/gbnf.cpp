#include <ganymede/text/grammar/gbnf.hpp>

#include <doctest/doctest.h>

#include "grammar_texts.hpp"

using namespace ganymede;

namespace {
std::string gbnf_error(std::string_view gbnf) {
  return grammar_texts::message_of([&] { detail::grammar::GbnfReader(gbnf).read(); });
}
}  // namespace

TEST_CASE("gbnf: what llama.cpp's README shows") {
  grammar_texts::Texts chess(R"(# `root` specifies the pattern for the overall output
root ::= (
    # it must start with the characters "1. " followed by a sequence
    # of characters that match the `move` rule, followed by a space, followed
    # by another move, and then a newline
    "1. " move " " move "\n"

    # it's followed by one or more subsequent moves, numbered with one or two digits
    ([1-9] [0-9]? ". " move " " move "\n")+
)

# `move` is an abstract representation, which can be a pawn, nonpawn, or castle.
# The `[+#]?` denotes the possibility of checking or mate signs after moves
move ::= (pawn | nonpawn | castle) [+#]?

pawn ::= ([a-h] "x")? [a-h] [1-8] ("=" [NBKQR])?
nonpawn ::= [NBKQR] [a-h]? [1-8]? "x"? [a-h] [1-8]
castle ::= "O-O" "-O"?
)");
  CHECK(chess.accept("1. e4 e5\n2. Nf3 Nc6\n10. O-O-O+ axb8=Q#\n"));
  CHECK_FALSE(chess.accept("1. e4 e5\n"));
  CHECK_FALSE(chess.accept("1. e9 e5\n2. Nf3 Nc6\n"));
}

TEST_CASE("gbnf: escapes, classes, repetitions, groups over lines") {
  grammar_texts::Texts texts(R"(root ::= "\x41\u00e4\U0001F600\n\t\\\"" [^a-z\]\-]{2} .
  | "b"{,2} ("c"
      "d" | "e"
    )+
  | other-rule_2{2,3}
other-rule_2 ::= [-xa-c] "" # a dash at an end
)");
  CHECK(texts.accept("A\xC3\xA4\xF0\x9F\x98\x80\n\t\\\"A\xC3\xA4\n"));
  CHECK_FALSE(texts.accept("A\xC3\xA4\xF0\x9F\x98\x80\n\t\\\"A-x"));
  CHECK(texts.accept("cd"));
  CHECK(texts.accept("bbecde"));
  CHECK_FALSE(texts.accept("bbbe"));
  CHECK(texts.accept("-x"));
  CHECK_FALSE(texts.accept("-xbb"));
}

TEST_CASE("gbnf: a literal is repeated as a whole; line ends may be Windows'") {
  grammar_texts::Texts texts("root ::= \"ab\"+ x\r\n\r\nx ::= \"c\"\r\n");
  CHECK(texts.accept("ababc"));
  CHECK_FALSE(texts.accept("abbc"));
}

TEST_CASE("gbnf: what is wrong is named with its line") {
  CHECK(gbnf_error("root ::= a\n").find("a rule is not defined: a") != std::string::npos);
  CHECK(gbnf_error("start ::= \"a\"\n").find("not defined: root") != std::string::npos);
  CHECK(gbnf_error("root ::= \"a\"\n\nroot ::= \"b\"").find("defined twice: root in line 3") != std::string::npos);
  CHECK(gbnf_error("root ::= \"a").find("does not end in line 1") != std::string::npos);
  CHECK(gbnf_error("root ::= [a").find("class does not end") != std::string::npos);
  CHECK(gbnf_error("root ::= [z-a]").find("reversed") != std::string::npos);
  CHECK(gbnf_error("root ::= \"a\"{3,2}").find("reversed") != std::string::npos);
  CHECK(gbnf_error("root ::= \"a\"{99999999999}").find("too long") != std::string::npos);
  CHECK(gbnf_error("root ::= \"\\q\"").find("malformed character") != std::string::npos);
  CHECK(gbnf_error("root ::= \"\\u12\"").find("malformed character") != std::string::npos);
  CHECK(gbnf_error("root ::= (\"a\"").find("expected )") != std::string::npos);
  CHECK(gbnf_error("root ::= \"a\" )").find("end of the rule root") != std::string::npos);
  CHECK(gbnf_error("root = \"a\"").find("::=") != std::string::npos);
  CHECK(gbnf_error("root ::= <think> .*").find("tokens") != std::string::npos);
  CHECK(gbnf_error("root ::= " + std::string(300, '(')).find("nested") != std::string::npos);
  CHECK(gbnf_error("root ::= \"\xFF\"").find("UTF-8") != std::string::npos);
  CHECK(gbnf_error(std::string(10 << 20, 'a')).find("too long") != std::string::npos);
}
