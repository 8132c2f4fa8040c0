#include <doctest/doctest.h>
#include <ganymede/text/unigram.hpp>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

using Ids = std::vector<TokenId>;
using Pieces = std::vector<std::pair<std::string, double>>;

Unigram model(const Pieces& pieces, UnigramOptions options) {
  auto vocabulary = std::make_shared<Vocabulary>();
  std::vector<double> scores;
  for (const auto& [piece, score] : pieces) {
    vocabulary->add(piece, vocabulary->size(), "f", "k");
    scores.push_back(score);
  }
  vocabulary->freeze("f", "k");
  return Unigram(vocabulary, scores, std::vector<bool>(pieces.size(), true), options, "f", "k");
}
Ids encode_unigram(const Pieces& pieces, std::string_view word, UnigramOptions options = {.unk_id = 0, .unk_score = -20}) {
  UnigramScratch scratch;
  Ids ids;
  model(pieces, options).encode(word, scratch, ids);
  return ids;
}

}  // namespace

TEST_CASE("the best sum of scores wins, the first found of equals") {
  const Pieces pieces{{"<unk>", 0}, {"a", -1}, {"b", -1}, {"ab", -1.5}, {"abc", -9}, {"c", -2}, {"bc", -2.5}};
  CHECK(encode_unigram(pieces, "ab") == Ids{3});
  CHECK(encode_unigram(pieces, "abc") == Ids{1, 6});  // ab c and a bc both sum to -3.5; a bc reaches the end first
  CHECK(encode_unigram({{"<unk>", 0}, {"a", -1}, {"b", -1}, {"ab", -2.5}}, "ab") == Ids{1, 2});
  CHECK(encode_unigram({{"<unk>", 0}, {"a", -1}, {"b", -1}, {"ab", -2}}, "ab") == Ids{3});
}

TEST_CASE("unknown characters in a row are one, or bytes where all are there") {
  const Pieces pieces{{"<unk>", 0}, {"a", -1}, {"<0xC3>", 0}, {"<0xA9>", 0}};
  CHECK(encode_unigram(pieces, "xyazz") == Ids{0, 1, 0});
  CHECK(encode_unigram(pieces, "a\u00E9", {.unk_id = 0, .byte_fallback = true, .unk_score = -20}) == Ids{1, 2, 3});
  CHECK(encode_unigram(pieces, "\u00E9x", {.unk_id = 0, .byte_fallback = true, .unk_score = -20}) == Ids{0});
  CHECK(error_of<TokenizerError>([&] { (void)encode_unigram(pieces, "x", {.unk_score = -20}); }).key == "model.unk_id");
}

TEST_CASE("sums are rounded to float where sentencepiece does so") {
  const Pieces pieces{{"<unk>", 0}, {"a", -1}, {"aa", -2.00000001}};
  CHECK(encode_unigram(pieces, "aa") == Ids{1, 1});
  CHECK(encode_unigram(pieces, "aa", {.unk_id = 0, .unk_score = -20, .sentencepiece = true}) == Ids{2});
}

TEST_CASE("scores that are not finite are refused") {
  CHECK_THROWS_AS(encode_unigram({{"<unk>", 0}, {"a", std::nan("")}}, "a"), TokenizerError);
  CHECK_THROWS_AS(encode_unigram({{"<unk>", 0}, {"a", -INFINITY}}, "a"), TokenizerError);
}

TEST_CASE("a piece that would be looked for at every place has a limit") {
  CHECK_NOTHROW(model({{"a", -1}, {std::string(512, 'a'), -1}}, {.unk_id = 0}));
  CHECK_THROWS_AS(model({{"a", -1}, {std::string(513, 'a'), -1}}, {.unk_id = 0}), TokenizerError);
}
