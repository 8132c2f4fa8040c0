#include <ganymede/text/grammar/regex_grammar.hpp>

#include <doctest/doctest.h>

#include "grammar_texts.hpp"

using namespace ganymede;
using detail::grammar::regex_expression;

namespace {
bool matches_whole(std::string_view pattern, std::string_view text) {
  return grammar_texts::Texts(regex_expression(pattern, false, "regex")).accept(text);
}
bool is_found(std::string_view pattern, std::string_view text) {
  return grammar_texts::Texts(regex_expression(pattern, true, "pattern")).accept(text);
}
std::string regex_error(std::string_view pattern) {
  return grammar_texts::message_of([&] { regex_expression(pattern, false, "regex"); });
}
}  // namespace

TEST_CASE("regex: whole texts") {
  CHECK(matches_whole("a|bc", "bc"));
  CHECK_FALSE(matches_whole("a|bc", "abc"));
  CHECK(matches_whole("^(?:a|b)+?c{2,3}$", "abbcc"));
  CHECK_FALSE(matches_whole("^(?:a|b)+?c{2,3}$", "abbcccc"));
  CHECK(matches_whole("(?P<year>\\d{4})-(?<month>\\d\\d)", "2024-07"));
  CHECK(matches_whole("(?i)straße", "STRAßE"));
  CHECK(matches_whole("\\p{Lu}\\p{L}*", "\xC3\x84rger"));
  CHECK_FALSE(matches_whole("\\p{Lu}\\p{L}*", "\xC3\xA4rger"));
  CHECK(matches_whole("[\\w.+-]+@[\\w-]+\\.\\w+", "a.b+c@d-e.org"));
  CHECK(matches_whole("^a$|^b$", "b"));
  CHECK(matches_whole("", ""));
  CHECK(matches_whole("\\u00e4\\x41\\t",
                      "\xC3\xA4"
                      "A\t"));
  CHECK(matches_whole("[[a]+", "[[a"));  // not a nested class
  CHECK(matches_whole("[a&&b]+", "a&b"));
}

TEST_CASE("regex: classes are sound in every dialect") {
  CHECK_FALSE(matches_whole("\\d", "\xD9\xA3"));  // ARABIC-INDIC DIGIT THREE: Python takes it, ECMAScript does not
  CHECK_FALSE(matches_whole("\\D", "\xD9\xA3"));
  CHECK_FALSE(matches_whole("\\S", "\xC2\xA0"));  // NO-BREAK SPACE
  CHECK_FALSE(matches_whole("[\\s]", "\xC2\xA0"));
  CHECK(matches_whole("[^\\s]", "x"));
  CHECK(matches_whole("\\W", "-"));
  CHECK_FALSE(matches_whole(".", "\n"));
  CHECK_FALSE(matches_whole(".", "\xE2\x80\xA8"));
  CHECK(matches_whole(".", "\xF0\x9F\x98\x80"));
}

TEST_CASE("regex: a match somewhere") {
  CHECK(is_found("b+", "abc"));
  CHECK_FALSE(is_found("b+", "ac"));
  CHECK(is_found("^a", "abc"));
  CHECK_FALSE(is_found("^a", "bac"));
  CHECK(is_found("c$", "abc"));
  CHECK_FALSE(is_found("c$", "abca"));
  CHECK(is_found("^a|c$", "xxc"));
  CHECK(is_found("(^|-)x", "a-xb"));
  CHECK_FALSE(is_found("(^|-)x", "a+xb"));
  CHECK(is_found("", "anything"));
  CHECK(is_found("^", "any\nthing"));
}

TEST_CASE("regex: what no grammar can hold is refused by name") {
  CHECK(regex_error("a(?=b)").find("look-ahead") != std::string::npos);
  CHECK(regex_error("(?<!a)b").find("look-behind") != std::string::npos);
  CHECK(regex_error("(a)\\1").find("back-reference") != std::string::npos);
  CHECK(regex_error("\\bword").find("word boundary") != std::string::npos);
  CHECK(regex_error("a^b").find("anchor") != std::string::npos);
  CHECK(regex_error("(a$)*b").find("anchor") != std::string::npos);
  CHECK(regex_error("a++").find("possessive") != std::string::npos);
  CHECK(regex_error("a(").find("regex:") != std::string::npos);
  CHECK(regex_error("[z-a]").find("reversed") != std::string::npos);
  CHECK(regex_error("a{2000}").find("too large") != std::string::npos);
  CHECK(regex_error("a{1000}").empty());
}
