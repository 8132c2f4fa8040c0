#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/text/regex/matcher.hpp>
#include <ganymede/text/regex/regex.hpp>

using namespace ganymede;

namespace {

/// Choices made per byte to find all matches.
double steps_per_byte(std::string_view pattern, const std::string& text) {
  const Regex regex(pattern);
  RegexScan scan(regex, text);
  while (scan.next()) {}
  return static_cast<double>(scan.steps()) / static_cast<double>(text.size());
}

}  // namespace

// The counter does not see runs of a class, so the texts are also long enough for quadratic work to be noticed as a hang.
TEST_CASE("all matches of hostile texts take linear time") {
  constexpr std::size_t n = 1 << 18;
  std::string lines, words, stretches;
  for (std::size_t i = 0; i < n / 4; ++i) {
    lines += "\r\n \t";
    words += "a b!";
  }
  for (int i = 0; i < 4; ++i) stretches += std::string(n / 8, ' ') + std::string(n / 8, 'b');
  const std::vector<std::string> texts{
      std::string(n, 'a'), std::string(n, ' '), std::string(n, ' ') + "a", std::string(n, '7'), std::string(n, '\xFF'), lines, words,
      stretches + "!"};
  for (const char* pattern :
       {R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)",
        R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)", R"(\s+$)",
        R"(\s++$)", R"(\d{1,3}(?=(?:\d{3})*\b))", R"((?=(\d{3})+(?!\d)))", R"((?:a+)+b)", R"((?:a|aa)+c|a)", R"((?=.*x)a|.)",
        R"((?:\s+\w+)*$)", R"(a*?b|a)", R"((?:a+a+)+b|(?:a*a*a*)c)", R"(\p{L}(?!(?:(?=\w+\d)\w)*x))", R"((?!.*(?=.*y))[a7])",
        R"((?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+)", R"((?:\s+b+)+c|.)"})
    for (const std::string& text : texts) CHECK_MESSAGE(steps_per_byte(pattern, text) < 40, pattern, " ", text.substr(0, 4));
}

// Exponential, or of a high degree, where each way is tried for itself. Neither short nor long texts may take many steps.
TEST_CASE("every pattern has its bound") {
  const auto times = [](int n, const std::string& what) {
    std::string out;
    for (int i = 0; i < n; ++i) out += what;
    return out;
  };
  constexpr std::size_t n = 20000;
  std::string mixed;
  for (std::size_t i = 0; i < 400; ++i) mixed += "a\u00e9\u6f22";
  const std::vector<std::string> texts{std::string(26, 'a'), times(n / 32, std::string(31, 'a') + "c"), std::string(n, 'a'), mixed};
  const std::vector<std::string> patterns{times(26, "a?") + "b",
                                          times(26, "a?") + times(26, "a"),
                                          times(8, "a*") + "b",
                                          times(8, ".{0,9}") + "b",
                                          times(3, "a{0,1000}") + "b",
                                          times(3, "\\w{500,1000}") + "b",
                                          times(26, "(?:a|a)") + "b",
                                          times(26, "(?:a|.)?") + "b",
                                          "(?:(?:a{0,5}){0,5}){0,5}b",
                                          times(20, "(?=a*") + "b" + times(20, ")") + "|a",
                                          times(20, "(?!a?") + "b" + times(20, ")") + "c",
                                          std::string("(?=[ab]{0,1000}c)b|a"),
                                          times(30, "(?:a|b)*?") + "d"};
  for (const std::string& pattern : patterns)
    for (const std::string& text : texts) {
      const Regex regex(pattern);
      RegexScan scan(regex, text);
      while (scan.next()) {}
      CHECK_MESSAGE(scan.steps() <= 8192 + 200 * text.size(), pattern, " ", text.substr(0, 4));
      CHECK_MESSAGE(scan.work() <= 65536 + 4096 * text.size(), pattern, " ", text.substr(0, 4));
    }
}

// Runs that ended other engines, as their users report: of one letter, "us" again and again, signs, under the patterns of Tekken and
// Qwen 3.5.
TEST_CASE("long runs of the patterns that tokenizers have") {
  const auto pieces = [](const Regex& regex, const std::string& text) {
    std::size_t count = 0;
    RegexScan scan(regex, text);
    while (scan.next()) ++count;
    CHECK(scan.work() <= 40 * text.size());
    return count;
  };
  std::string us, upper_us;
  for (int i = 0; i < 65536; ++i) us += "us", upper_us += i % 2 == 0 ? "US" : "us";
  const Regex tekken(
      R"([^\r\n\p{L}\p{N}]?((?=[\p{L}])([^a-z]))*((?=[\p{L}])([^A-Z]))+|[^\r\n\p{L}\p{N}]?((?=[\p{L}])([^a-z]))+((?=[\p{L}])([^A-Z]))*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)");
  const Regex qwen(
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)");
  for (const Regex* regex : {&tekken, &qwen}) {
    CHECK(pieces(*regex, us) == 1);
    CHECK(pieces(*regex, std::string(131072, 'Z')) == 1);
    CHECK(pieces(*regex, std::string(131072, '_')) == 1);
    CHECK(pieces(*regex, std::string(131072, '7')) == 131072);
    CHECK(pieces(*regex, std::string(131072, ' ') + "x") == 2);
  }
  CHECK(pieces(tekken, upper_us) == 32768);
  CHECK(pieces(qwen, upper_us) == 1);
}

TEST_CASE("what would take too many steps is refused") {
  std::string branches, letters(3000, 'a');
  for (int i = 0; i < 60; ++i) branches += "(?:a{1}|" + std::string(60, 'a') + ")|";
  const Regex regex("(?:" + branches + "a)" + letters + letters + "b");
  const std::string text(80000, 'a');
  RegexScan scan(regex, text);
  CHECK_THROWS_AS(scan.next(), TokenizerError);
}

// Values of Python's `regex` package.
TEST_CASE("what many ways lead to is found on the first of them") {
  const auto first = [](const std::string& pattern, const std::string& text) { return Regex(pattern).find(text)->end; };
  const std::string letters(26, 'a');
  std::string optional;
  for (int i = 0; i < 26; ++i) optional += "a?";
  CHECK(first(optional + letters, letters) == 26);
  CHECK(first(optional + letters, letters + "aaa") == 29);
  CHECK(first("a{0,1000}a{0,1000}a{0,1000}b", std::string(1500, 'a') + "b") == 1501);
  CHECK(first("\\w{40,60}\\w{2}x", std::string(70, 'y') + "x") == 71);
  CHECK(first("(?:\u00e9|a){2,40}?\u00e9x", "a\u00e9a\u00e9\u00e9x\u00e9x") == 9);
}

TEST_CASE("what is remembered changes no match") {
  const std::string filler = std::string(20000, 'a') + "\n";  // spends the budget that remembering waits for
  for (const char* pattern : {R"((?:a|b)+c|(?:ab)+|x)", R"((?:\w+ )*x|\w)", R"(a(?=(?:b|ab)*c)|b)", R"(a?b?a?b?c|x)",
                              R"([ab]{0,3}[ab]{0,40}c|a)", R"((?=[ab]{1,2}a?c).|(?:a|ab)(?:c|bcd)?)"}) {
    const Regex regex(pattern);
    const std::string tail = " ababc abab x aab cab abcab";
    const std::string text = filler + tail;
    std::vector<std::pair<std::size_t, std::size_t>> plain, remembering;
    RegexScan scan(regex, tail);
    while (const auto m = scan.next()) plain.emplace_back(m->begin, m->end);
    RegexScan later(regex, text);
    while (const auto m = later.next())
      if (m->begin >= filler.size()) remembering.emplace_back(m->begin - filler.size(), m->end - filler.size());
    CHECK_MESSAGE(plain == remembering, pattern);
  }
}
