#include <ganymede/text/grammar/schema_strings.hpp>

#include <doctest/doctest.h>

#include "grammar_texts.hpp"

using namespace ganymede;
using namespace ganymede::detail::grammar;

namespace {
grammar_texts::Texts strings_of(const StringLimits& limits) {
  Rules rules;
  rules.add("root");
  rules.bodies[0] = string_expression(limits, rules, "test");
  return grammar_texts::Texts(rules);
}
bool has_format(const char* format, const std::string& text) {
  StringLimits limits;
  limits.formats = {format};
  return strings_of(limits).accept('"' + text + '"');
}
}  // namespace

TEST_CASE("strings: any text with any escapes, but halves of surrogate pairs") {
  auto any = strings_of({});
  for (const char* right : {R"("")", R"("a\n\"\\\/\u00e4\uFFFF")", "\"\xC3\xA4\xF0\x9F\x98\x80\x7F\""})
    CHECK_MESSAGE(any.accept(right), right);
  for (const char* wrong : {R"("\ud83d")", R"("\uDC00")", R"("\x41")", "\"\n\"", "\"a", R"("a"")", "\"\xED\xA0\x80\"", "\"\xC3\""})
    CHECK_MESSAGE(!any.accept(wrong), wrong);
}

TEST_CASE("strings: lengths are counted in characters") {
  auto texts = strings_of({.min = 2, .max = 3});
  for (const char* right : {"\"ab\"", "\"\xC3\xA4\xF0\x9F\x98\x80\"", R"("\n\u00e4x")"}) CHECK_MESSAGE(texts.accept(right), right);
  for (const char* wrong : {"\"a\"", "\"abcd\"", "\"\xF0\x9F\x98\x80\""}) CHECK_MESSAGE(!texts.accept(wrong), wrong);
}

TEST_CASE("strings: patterns are found anywhere, and go together with lengths and other patterns") {
  StringLimits limits;
  limits.patterns = {"b+", "^a"};
  limits.max = 4;
  auto texts = strings_of(limits);
  for (const char* right : {"\"ab\"", "\"axby\"", "\"abbb\""}) CHECK_MESSAGE(texts.accept(right), right);
  for (const char* wrong : {"\"b\"", "\"ba\"", "\"axxxb\"", "\"a\""}) CHECK_MESSAGE(!texts.accept(wrong), wrong);
  CHECK(limits.holds("ab", "test"));
  CHECK_FALSE(limits.holds("abbbb", "test"));
  limits = {};
  limits.patterns = {"^[\"\\\\\\n]$"};
  auto escaped = strings_of(limits);
  CHECK(escaped.accept(R"("\"")"));
  CHECK(escaped.accept(R"("\n")"));
  CHECK_FALSE(escaped.accept("\"\n\""));
  CHECK_FALSE(escaped.accept("\"\"\""));
}

TEST_CASE("strings: values are written with the escapes that they need") {
  CHECK(json_string("a\"\\\n\x01\xC3\xA4/") == "\"a\\\"\\\\\\n\\u0001\xC3\xA4/\"");
  CHECK(json_text(read_schema_value(R"({"b": [1.50, null, true, "x"], "a": {}})", "test")) == R"({"b":[1.50,null,true,"x"],"a":{}})");
}

TEST_CASE("strings: formats") {
  CHECK(has_format("date", "2024-02-28"));
  CHECK(has_format("date", "1999-12-31"));
  CHECK_FALSE(has_format("date", "2023-02-30"));
  CHECK_FALSE(has_format("date", "2023-04-31"));
  CHECK(has_format("date-time", "2024-07-26T12:34:56.789Z"));
  CHECK(has_format("date-time", "2024-07-26T12:34:56+02:00"));
  CHECK_FALSE(has_format("date-time", "2024-07-26 12:34:56"));
  CHECK(has_format("time", "23:59:59Z"));
  CHECK_FALSE(has_format("time", "24:00:00Z"));
  CHECK(has_format("email", "a.b+c@example.org"));
  CHECK_FALSE(has_format("email", "a.@example.org"));
  CHECK(has_format("uuid", "123e4567-e89b-12d3-a456-426614174000"));
  CHECK(has_format("ipv4", "192.168.0.255"));
  CHECK_FALSE(has_format("ipv4", "192.168.0.256"));
  CHECK_FALSE(has_format("ipv4", "192.168.00.1"));
  CHECK(has_format("ipv6", "2001:db8:0:0:0:0:0:1"));
  CHECK(has_format("uri", "https://example.org/a/b?c=d#e"));
  CHECK_FALSE(has_format("uri", "example.org"));
  CHECK(has_format("hostname", "a-b.example"));
  CHECK(has_format("duration", "P3DT4H"));
  CHECK_FALSE(format_pattern("no-format"));
  CHECK(format_pattern("int32")->empty());
}
