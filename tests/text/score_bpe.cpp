#include <doctest/doctest.h>
#include <ganymede/text/score_bpe.hpp>

using namespace ganymede;

namespace {

using Ids = std::vector<TokenId>;

Ids encode_scores(const std::vector<std::pair<std::string, float>>& pieces, std::string_view word, std::optional<TokenId> unk = 0,
                  TokenId forbidden = 0) {
  auto vocabulary = std::make_shared<Vocabulary>();
  std::vector<float> scores;
  for (const auto& [piece, score] : pieces) {
    vocabulary->add(piece, vocabulary->size(), "f", "k");
    scores.push_back(score);
  }
  vocabulary->freeze("f", "k");
  std::vector<bool> mergeable(pieces.size(), true);
  mergeable[static_cast<std::size_t>(forbidden)] = false;
  const ScoreBpe bpe(vocabulary, scores, {.mergeable = mergeable, .unk = unk}, "f", "k");
  MergeScratch scratch;
  Ids first, second;
  bpe.encode(word, scratch, first);
  bpe.encode(word, scratch, second);
  CHECK(first == second);
  return first;
}

}  // namespace

TEST_CASE("the best score joins first, the leftmost of equals") {
  const std::vector<std::pair<std::string, float>> pieces{{"<unk>", 0}, {"a", -9}, {"b", -9}, {"ab", -2}, {"ba", -1}, {"aa", -3}};
  CHECK(encode_scores(pieces, "aba") == Ids{1, 4});
  CHECK(encode_scores(pieces, "abb") == Ids{3, 2});
  CHECK(encode_scores(pieces, "aaa") == Ids{5, 1});
}

TEST_CASE("what no piece spells becomes bytes, else unknown") {
  const std::vector<std::pair<std::string, float>> pieces{{"<unk>", 0}, {"a", -1}, {"<0xC3>", 0}, {"<0xA9>", 0}};
  CHECK(encode_scores(pieces, "a\u00E9") == Ids{1, 2, 3});
  CHECK(encode_scores(pieces, "a\u4E2D") == Ids{1, 0});
}

TEST_CASE("a piece may join characters that are no pieces") { CHECK(encode_scores({{"<unk>", 0}, {"\u4E2Da", -1}}, "\u4E2Da") == Ids{1}); }

TEST_CASE("text does not become a control token") {
  CHECK(encode_scores({{"<unk>", 0}, {"a", -1}, {"b", -1}, {"ab", 5}}, "ab", 0, 3) == Ids{1, 2});
}

TEST_CASE("bad scores and missing bytes are refused") {
  CHECK_THROWS_AS(encode_scores({{"<unk>", 0}, {"a", std::nanf("")}}, "a"), TokenizerError);
  CHECK_THROWS_AS(encode_scores({{"<unk>", 0}, {"a", 0}}, "a", std::nullopt), TokenizerError);
}
