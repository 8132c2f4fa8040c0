#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/text/regex/regex.hpp>

#include "support/mutate.hpp"

using namespace ganymede;

namespace {

std::vector<std::string> all(std::string_view pattern, std::string_view text) {
  const Regex regex(pattern);
  std::vector<std::string> out;
  RegexScan scan(regex, text);
  while (const auto m = scan.next()) out.emplace_back(text.substr(m->begin, m->end - m->begin));
  return out;
}
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the patterns of tokenizers") {
  CHECK(all(R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", "Hello world's 123  foo\n\n bar!!") ==
        Texts{"Hello", " world", "'s", " 123", " ", " foo", "\n\n", " bar", "!!"});
  CHECK(all(R"(\d{1,3}(?=(?:\d{3})*\b))", "1234567 12") == Texts{"1", "234", "567", "12"});
  CHECK(all(R"([^\r\n\p{L}\p{N}]?+\p{L}+| ?[^\s\p{L}\p{N}]++[\r\n]*|\s++)", "a b!\n?") == Texts{"a", " b", "!\n", "?"});
}

TEST_CASE("constructs") {
  CHECK(all("a|ab", "ab") == Texts{"a"});  // the first alternative, not the longest
  CHECK(all("a+?b??", "aab") == Texts{"a", "a"});
  CHECK(all("[a-c&&[^b]]+", "abcab") == Texts{"a", "ca"});
  CHECK(all("[^a[bc]]", "abcd") == Texts{"d"});
  CHECK(all("(?i)straße|k", "STRAßE \u212A") == Texts{"STRAßE", "\u212A"});
  CHECK(all("a(?i)b|c", "aB aC") == Texts{"aB", "aC"});
  CHECK(all("(?<=a)b|(?<!a)c", "abcac") == Texts{"b", "c"});
  CHECK(all("^.|.$", "ab\ncd") == Texts{"a", "b", "c", "d"});
  CHECK(all("\\A.|.\\z", "ab\ncd") == Texts{"a", "d"});
  CHECK(all("\\b\\w|\\w\\B", "ab c") == Texts{"a", "c"});
  CHECK(all("(?m:.)+", "a\nb") == Texts{"a\nb"});
  CHECK(all("(?<name>a)(?P<other>b)(?#note)", "ab") == Texts{"ab"});
  CHECK(all("\\x41\\x{42}\\u0043\\t", "ABC\t") == Texts{"ABC\t"});
  CHECK(all("a{2}b{,2}c{1,}", "aabcc") == Texts{"aabcc"});
  CHECK(all("x*", "axb") == Texts{"", "x", ""});
}

TEST_CASE("find sees what stands before") {
  const Regex regex("(?<=a)b|^c");
  CHECK(regex.find("ab", 1)->begin == 1);
  CHECK(!regex.find("ac", 1));
  CHECK(!regex.find("ab", 2));
  CHECK(!regex.find("ab", 9));
}

TEST_CASE("bytes that are not UTF-8 are characters of no category") {
  const std::string text = "a\xFF\xE1\x80z";
  CHECK(all(".", text).size() == 5);
  CHECK(all("[^a]", text).size() == 4);
  CHECK(all("\\P{L}", text).size() == 3);
  CHECK(all("\\p{C}|\\p{S}|\uFFFD", text).empty());
  CHECK(all("(?<=[^a])z", text) == Texts{"z"});
}

TEST_CASE("patterns and texts may be anything") {
  const std::string pattern = R"((?i:'s|'ll)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}(?=(?:\d{3})*\b)|[a-z&&[^e]]*?x|\s++|(?<!a)(?:b|é)+$)";
  const std::string text = "Où est Ganymède ? It's 1234567 x  \r\n 漢字 \xF0\x9F\x98\x80 bb";
  std::size_t accepted = 0;
  for (std::uint64_t seed = 0; seed < mutation_count(); ++seed) {
    try {
      const Regex regex(seed % 2 == 0 ? pattern : mutate(pattern, seed));
      const std::string changed = mutate(text, seed);
      RegexScan scan(regex, changed);
      std::size_t last = 0;
      while (const auto m = scan.next()) {
        REQUIRE((m->begin >= last && m->end >= m->begin && m->end <= changed.size()));
        last = m->end;
      }
      ++accepted;
    } catch (const Error&) {}
  }
  CHECK(accepted * 2 >= mutation_count());
}
