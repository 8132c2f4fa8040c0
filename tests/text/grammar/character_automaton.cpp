#include <ganymede/text/grammar/character_automaton.hpp>

#include <ganymede/text/grammar/regex_grammar.hpp>

#include <doctest/doctest.h>

#include "grammar_texts.hpp"

using namespace ganymede;
using namespace ganymede::detail::grammar;

namespace {
CharacterAutomaton automaton_of(const char* pattern) { return CharacterAutomaton(regex_expression(pattern, false, "test"), "test"); }
}  // namespace

TEST_CASE("character automata: texts of expressions, in two sets, in one of two") {
  const CharacterAutomaton words = automaton_of("[a-zä]+(-[a-z]*)?"), short_ones = CharacterAutomaton::of_length(2, 4, "test");
  CHECK(words.accepts("b\xC3\xA4r-"));
  CHECK_FALSE(words.accepts("-"));
  const CharacterAutomaton both = words.intersection(short_ones), one = words.difference(short_ones);
  for (const char* text : {"a", "ab", "abcd", "abcde", "a-bc", "a-bcd", "", "--"}) {
    CAPTURE(text);
    CHECK(both.accepts(text) == (words.accepts(text) && short_ones.accepts(text)));
    CHECK(one.accepts(text) == (words.accepts(text) && !short_ones.accepts(text)));
  }
  CHECK(short_ones.accepts("\xF0\x9F\x98\x80\xC3\xA4"));
  CHECK(CharacterAutomaton::of_length(3, unlimited, "test").accepts("abcdef"));
  CHECK(words.intersection(automaton_of("[0-9]+")).empty());
  CHECK_FALSE(words.empty());
  CHECK(automaton_of("a|ab|abc").difference(automaton_of("ab?")).accepts("abc"));
}

TEST_CASE("character automata: as rules") {
  Rules rules;
  rules.add("root");
  rules.bodies[0] =
      automaton_of("(ab|a[c-e])*x").difference(automaton_of("abx")).emit(rules, [](const CodePointRanges& set) { return characters(set); });
  grammar_texts::Texts texts(rules);
  for (const char* text : {"x", "acx", "ababx"}) CHECK_MESSAGE(texts.accept(text), text);
  for (const char* text : {"abx", "afx", "ab"}) CHECK_MESSAGE(!texts.accept(text), text);
}

TEST_CASE("character automata: too many states are refused") {
  CHECK(grammar_texts::message_of([] { automaton_of("(a|b)*a(a|b){20}"); }).find("too many states") != std::string::npos);
  CHECK(grammar_texts::message_of([] { automaton_of("((a{100}){100}){100}"); }).find("too large") != std::string::npos);
}
