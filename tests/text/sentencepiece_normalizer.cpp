#include <doctest/doctest.h>
#include <ganymede/text/normalizer.hpp>
#include <ganymede/text/sentencepiece_normalizer.hpp>

using namespace ganymede;

TEST_CASE("SentencePiece's normaliser: each setting by hand") {
  CHECK(SentencePieceNormalizer{}("  a  b ") == "\u2581a\u2581b");
  CHECK(SentencePieceNormalizer{}("").empty());
  CHECK(SentencePieceNormalizer{}("  ").empty());
  CHECK(SentencePieceNormalizer{.add_dummy_prefix = false}("a b") == "a\u2581b");
  CHECK(SentencePieceNormalizer{.remove_extra_whitespaces = false}(" a  b") == "\u2581\u2581a\u2581\u2581b");
  CHECK(SentencePieceNormalizer{.escape_whitespaces = false}("a b") == " a b");
  CHECK(SentencePieceNormalizer{.treat_whitespace_as_suffix = true}("a b") == "a\u2581b\u2581");
  CHECK(SentencePieceNormalizer{}("a\xFF"
                                  "b") == "\u2581a\uFFFDb");
}

TEST_CASE("pieces that the user defined are touched by no rule, and it is a stage as others") {
  const SentencePieceNormalizer stage{
      .user_defined = std::make_shared<const PieceTrie>(std::vector<std::pair<std::string_view, std::int32_t>>{{"\xE2\x96\x81 x", 0}})};
  CHECK(stage("a\xE2\x96\x81 x") == "\u2581a\u2581\u2581x");
  CHECK(Normalizer(stage)("a") == "\u2581a");
}
