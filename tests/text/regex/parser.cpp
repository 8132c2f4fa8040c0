#include <doctest/doctest.h>
#include <ganymede/text/regex/parser.hpp>

using namespace ganymede;
using namespace ganymede::detail::regex;

namespace {

std::string problem(std::string_view pattern) {
  try {
    Parser(pattern).parse();
  } catch (const TokenizerError& error) {
    return error.details().problem;
  }
  return "none";
}
bool says(std::string_view pattern, std::string_view what) { return problem(pattern).find(what) != std::string::npos; }

}  // namespace

TEST_CASE("what is not supported is named, with its place") {
  CHECK(says(R"(ab(a)\1)", "back-reference \\1 is not supported at offset 5"));
  CHECK(says(R"((?>a))", "atomic group (?> is not supported at offset 0"));
  CHECK(says(R"(a(?<=ab))", "look-behind of more than one character is not supported at offset 1"));
  CHECK(says(R"((?(1)a|b))", "conditional"));
  CHECK(says(R"([[:alpha:]])", "POSIX bracket [: is not supported at offset 1"));
  CHECK(says(R"(\p{Klingon})", "property \\p{Klingon} is not supported at offset 0"));
  CHECK(says(R"(a\Kb)", "escape \\K is not supported at offset 1"));
  CHECK(says(R"((?x) a)", "option x"));
  CHECK(says(R"(a(?=b)*)", "repetition of an assertion is not supported at offset 1"));
}

TEST_CASE("what is malformed is told, with its place") {
  CHECK(says("(a", "group does not end at offset 0"));
  CHECK(says("a)", "unmatched ) at offset 1"));
  CHECK(says("a[b", "character class does not end at offset 1"));
  CHECK(says("*a", "nothing to repeat at offset 0"));
  CHECK(says("[z-a]", "range is reversed at offset 1"));
  CHECK(says("a{3,2}", "repetition range is reversed at offset 1"));
  CHECK(says("\\", "pattern ends with a backslash"));
  CHECK(says("\\x{110000}", "malformed code point"));
  CHECK(says("\\u12", "malformed code point"));
  CHECK(says("\\p{L", "property name does not end"));
  CHECK(says("a\xFF", "not UTF-8"));
}

TEST_CASE("limits") {
  const auto nested = [](std::size_t n) { return std::string(n, '(') + "a" + std::string(n, ')'); };
  CHECK(problem(nested(max_nesting - 1)) == "none");
  CHECK(says(nested(max_nesting), "nested too deeply"));
  CHECK(says(std::string(100, '['), "nested too deeply"));
  CHECK(says("a" + std::string(100, '*'), "too many repetitions of repetitions"));
  CHECK(problem("a{1000}") == "none");
  CHECK(says("a{1001}", "repetition count is too large"));
  CHECK(says("a{99999999999999999999}", "repetition count is too large"));
  CHECK(says(std::string(max_pattern_bytes + 1, 'a'), "too long"));
}

TEST_CASE("braces that count nothing stand for themselves") {
  for (const char* pattern : {"{", "a{", "a{x}", "a{}", "a{,}", "{1"}) CHECK_MESSAGE(problem(pattern) == "none", pattern);
}
