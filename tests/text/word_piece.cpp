#include <doctest/doctest.h>
#include <ganymede/text/word_piece.hpp>

using namespace ganymede;

namespace {

using Ids = std::vector<TokenId>;

Ids encode_word(const std::vector<std::string>& pieces, std::string_view word, WordPieceOptions options = {}) {
  auto vocabulary = std::make_shared<Vocabulary>();
  for (const std::string& piece : pieces) vocabulary->add(piece, vocabulary->size(), "f", "k");
  vocabulary->freeze("f", "k");
  Ids ids;
  WordPiece(vocabulary, std::move(options), {}).encode(word, ids);
  return ids;
}

const std::vector<std::string> known_pieces{"[UNK]", "un", "##aff", "##able", "##a", "a", "##affa", "\u00E9", "##\u00E9"};

}  // namespace

TEST_CASE("the longest piece each time, from the left") {
  CHECK(encode_word(known_pieces, "unaffable") == Ids{0});  // ##affa comes first, and nothing spells ##ble
  CHECK(encode_word(known_pieces, "unaffaff") == Ids{0});
  CHECK(encode_word(known_pieces, "unaffaa") == Ids{1, 6, 4});
  CHECK(encode_word(known_pieces, "a\u00E9") == Ids{5, 8});
}

TEST_CASE("long words are unknown, counted in characters") {
  CHECK(encode_word(known_pieces, "\u00E9\u00E9\u00E9", {.max_input_chars_per_word = 3}) == Ids{7, 8, 8});
  CHECK(encode_word(known_pieces, "\u00E9\u00E9\u00E9\u00E9", {.max_input_chars_per_word = 3}) == Ids{0});
}

TEST_CASE("without a prefix, pieces are the same everywhere; without unk_token there is an error") {
  CHECK(encode_word({"a", "b"}, "ab", {.continuing_subword_prefix = ""}) == Ids{0, 1});
  CHECK_THROWS_AS(encode_word({"a"}, "x"), TokenizerError);
}

TEST_CASE("a piece that would be looked for at every place has a limit") {
  const WordPieceOptions options{.unk_token = "a", .max_input_chars_per_word = 1000};
  CHECK(encode_word({"a", std::string(512, 'a')}, std::string(512, 'a'), options) == Ids{1});
  CHECK_THROWS_AS(encode_word({"a", std::string(513, 'a')}, "a", options), TokenizerError);
}
