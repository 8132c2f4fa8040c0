#include <ganymede/app/passages.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("paragraphs, and sentences of those that are too long") {
  const auto passages = [](std::string_view text, std::size_t most) {
    std::vector<std::string> out;
    for (const TextRange& range : passages_of(text, [most](std::string_view part) { return part.size() <= most; }))
      out.push_back(one_line(range.of(text)));
    return out;
  };
  using Texts = std::vector<std::string>;
  CHECK(passages("One line\nand another.\n\n  Two. \r\n \t\nThree", 100) == Texts{"One line and another.", "Two.", "Three"});
  CHECK(passages("", 100).empty());
  CHECK(passages("\n\n \n", 100).empty());
  CHECK(passages("The king came. The queen went. They met.", 31) == Texts{"The king came. The queen went.", "They met."});
  std::string joined;
  for (const std::string& passage : passages("abc def ghi jkl mno", 7)) {
    CHECK(passage.size() <= 7);
    joined += joined.empty() ? passage : " " + passage;
  }
  CHECK(joined == "abc def ghi jkl mno");
}
