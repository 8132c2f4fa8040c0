#include <doctest/doctest.h>
#include <ganymede/app/text_pieces.hpp>

#include <cmath>

using namespace ganymede;
using namespace ganymede::detail;

namespace {
std::vector<std::string> cut(std::string_view text, std::size_t most = 1000) {
  std::vector<std::string> found;
  for (const TextPiece& p : sentence_pieces(text, "en", [&](std::string_view part) { return part.size() <= most; }))
    found.emplace_back(text.substr(p.begin, p.end - p.begin));
  return found;
}
Translation saying(std::string text, double score = 0, FinishReason reason = FinishReason::eos) {
  return {.text = std::move(text), .ids = {TokenId(-score)}, .logprobs = {score}, .score = score, .finish_reason = reason};
}
}  // namespace

TEST_CASE("sentences, and pieces of a long one, without white space around them") {
  CHECK(cut("  He left. Dr. Who came!\n\nWhy?  ") == std::vector<std::string>{"He left.", "Dr. Who came!", "Why?"});
  CHECK(cut("one two three, four five", 16) == std::vector<std::string>{"one two three,", "four five"});
  CHECK(cut("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(cut(" \n\t").empty());
  CHECK_THROWS_AS(cut("word", 0), InputError);
}

TEST_CASE("a whole text is one piece, a blank one none") {
  CHECK(whole_text("").empty());
  CHECK(whole_text(" \xE3\x80\x80\n").empty());
  REQUIRE(whole_text(" a. b. \n").size() == 1);
  CHECK(whole_text(" a. b. \n")[0].begin == 1);
  CHECK(whole_text(" a. b. \n")[0].end == 6);
}

TEST_CASE("what stood between two pieces stands between their translations; a space where it was nothing and one is needed") {
  Translation all = saying("One.", -1);
  append_translation(all, "\n\n", saying("Two.", -2));
  CHECK(all.text == "One.\n\nTwo.");
  CHECK(all.ids == std::vector<TokenId>{1, 2});
  CHECK(all.score == -3);
  append_translation(all, "", saying("Three."));
  CHECK(all.text == "One.\n\nTwo. Three.");
  append_translation(all, " ", saying(""));
  CHECK(all.text == "One.\n\nTwo. Three.");
  Translation japanese = saying("はい。");
  append_translation(japanese, "", saying("いいえ。", 0, FinishReason::length));
  append_translation(japanese, "", saying("！"));
  CHECK(japanese.text == "はい。いいえ。！");
  CHECK(japanese.finish_reason == FinishReason::length);
}

TEST_CASE("n-best of a text: the best sums of its pieces' scores, or the n-th of each") {
  const std::vector<std::vector<Translation>> pieces{{saying("a", -1), saying("b", -4)},
                                                     {saying("c", -1), saying("d", -2), saying("e", -9)}};
  const auto space = [](std::size_t) { return std::string_view(" "); };
  const auto texts = [&](std::size_t count, bool ranked) {
    std::vector<std::string> found;
    for (const Translation& t : join_translations(pieces, count, ranked, space)) found.push_back(t.text);
    return found;
  };
  CHECK(texts(3, true) == std::vector<std::string>{"a c", "a d", "b c"});
  CHECK(texts(2, false) == std::vector<std::string>{"a c", "b d"});
  CHECK(join_translations(pieces, 3, true, space)[2].score == -5);
  const auto none = join_translations({}, 2, true, space);
  REQUIRE(none.size() == 2);
  CHECK(none[0].text.empty());
}
