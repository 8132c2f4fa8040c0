#include <doctest/doctest.h>
#include <ganymede/text/mapped_pieces.hpp>

using namespace ganymede;

namespace {

std::shared_ptr<const Vocabulary> listed(const std::vector<std::string>& pieces) {
  auto vocabulary = std::make_shared<Vocabulary>();
  for (const std::string& piece : pieces) vocabulary->add(piece, vocabulary->size(), "f", "k");
  vocabulary->freeze("f", "k");
  return vocabulary;
}

/// "ab" is one piece of the model, "c" is not in the vocabulary, x is no piece.
std::vector<TokenId> mapped_ids(std::string_view word, const std::vector<std::string>& vocabulary, bool byte_fallback = false) {
  const auto pieces = listed({"<unk>", "a", "ab", "c"});
  const std::vector<double> scores{0, -1, -1.5, -2};
  const TokenizerModel model = MappedPieces(Unigram(pieces, scores, {false, true, true, true}, {.unk_id = 0, .unk_score = -20}, "f", "k"),
                                            *pieces, byte_fallback, listed(vocabulary), 0, 0);
  ModelScratch scratch;
  std::vector<TokenId> ids;
  model.encode(word, scratch, ids);
  return ids;
}

}  // namespace

TEST_CASE("pieces have the ids of the other vocabulary, or its unknown one") {
  using Ids = std::vector<TokenId>;
  CHECK(mapped_ids("aab", {"?", "ab", "a"}) == Ids{2, 1});
  CHECK(mapped_ids("ac", {"?", "ab", "a"}) == Ids{2, 0});
  CHECK(mapped_ids("axxa", {"?", "ab", "a"}) == Ids{2, 0, 2});
  CHECK(mapped_ids("axxa", {"?", "ab", "a", "xx"}) == Ids{2, 3, 2});  // a run of the unknown, as a whole
  CHECK(mapped_ids("axy", {"?", "ab", "a", "<0x78>"}, true) == Ids{2, 3, 0});
  CHECK(mapped_ids("", {"?"}).empty());
}
