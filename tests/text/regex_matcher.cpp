#include <doctest/doctest.h>
#include <ganymede/text/regex.hpp>

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

TEST_CASE("what is remembered changes no match") {
  const std::string filler = std::string(20000, 'a') + "\n";  // spends the budget that remembering waits for
  for (const char* pattern : {R"((?:a|b)+c|(?:ab)+|x)", R"((?:\w+ )*x|\w)", R"(a(?=(?:b|ab)*c)|b)"}) {
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
