#include <ganymede/text/aligned_text.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/text/normalizer.hpp>
#include <ganymede/text/pre_tokenizer.hpp>
#include <ganymede/text/sentencepiece_normalizer.hpp>

#include <string>

using namespace ganymede;

namespace {

/// "text|begin-end,..." with one range for each run of equal ones.
std::string spelled(const AlignedView& aligned) {
  std::string out(aligned.text);
  out += '|';
  for (std::size_t i = 0; i < aligned.source.size(); ++i)
    if (i == 0 || !(aligned.source[i] == aligned.source[i - 1]))
      out += (i == 0 ? "" : ",") + std::to_string(aligned.source[i].begin) + "-" + std::to_string(aligned.source[i].end);
  return out;
}

template <class Stage>
std::string normalized(Stage stage, std::string_view text) {
  const Normalizer normalizer(std::move(stage));
  TextGrowth growth(text.size());
  const AlignedText aligned = normalizer.align(AlignedText(text), growth);
  CHECK(aligned.text == normalizer(text));
  return spelled(aligned);
}

}  // namespace

TEST_CASE("a text comes from itself, character by character") {
  CHECK(spelled(AlignedText("a\u00e9\xff")) == "a\u00e9\ufffd|0-1,1-3,3-4");
  CHECK(spelled(AlignedText("")) == "|");
}

TEST_CASE("each normaliser tells where its text comes from") {
  CHECK(normalized(normalizers::Nfc(), "e\u0301x") == "\u00e9x|0-1,3-4");
  CHECK(normalized(normalizers::Nfd(), "\u00e9x") == "e\u0301x|0-2,2-3");
  CHECK(normalized(normalizers::Nfkc(), "\ufb01") == "fi|0-3");
  CHECK(normalized(normalizers::Lowercase(), "A\u0130") == "ai\u0307|0-1,1-3");
  CHECK(normalized(normalizers::StripAccents(), "a\u0301b") == "ab|0-1,3-4");
  CHECK(normalized(normalizers::Strip(), "  a ") == "a|2-3");
  CHECK(normalized(normalizers::Strip(), "   ") == "|");
  CHECK(normalized(normalizers::Prepend{"_"}, "ab") == "_ab|0-1,1-2");
  CHECK(normalized(normalizers::Replace{" ", "__"}, "a b") == "a__b|0-1,1-2,2-3");
  CHECK(normalized(normalizers::Replace{"", " ", Regex(" {2,}")}, "a   b") == "a b|0-1,3-4,4-5");
  CHECK(normalized(normalizers::BertNormalizer(), "\u00c9\u6f22") == "e \u6f22 |0-2,2-5");
  CHECK(normalized(normalizers::ByteLevel(), "\u00e9") == "\u00c3\u00a9|0-2");
  CHECK(normalized(SentencePieceNormalizer(), " a  b ") == "\u2581a\u2581b|1-2,2-3,4-5");
}

TEST_CASE("a normaliser of one's own is known by the text that it makes") {
  const auto shout = [](std::string_view text) { return "a" + std::string(text.substr(2)) + "!"; };
  CHECK(normalized(shout, "axbc") == "abc!|0-1,1-4");
  CHECK(normalized([](std::string_view text) { return std::string(text) + "!"; }, "ab") == "ab!|0-1,1-2");
}

TEST_CASE("pre-tokenisers that make new text") {
  const auto pieces = [](const PreTokenizer& cut, std::string_view text) {
    std::string out;
    const AlignedText aligned(text);
    TextGrowth growth(text.size());
    cut.align(aligned, true, growth, [&](const AlignedView& piece) { out += spelled(piece) + " "; });
    return out;
  };
  CHECK(pieces(PreTokenizer(ByteLevel()), "h\u00e9 a") == "\u0120h\u00c3\u00a9|0-1,1-3 \u0120a|3-4,4-5 ");
  CHECK(pieces(PreTokenizer(Metaspace()), "a b") == "\u2581a|0-1 \u2581b|1-2,2-3 ");
  CHECK(pieces(PreTokenizer::sequence({PreTokenizer(Metaspace()), PreTokenizer(Digits{true})}), "a 1") == "\u2581a|0-1 \u2581|1-2 1|2-3 ");
  const auto own = [](std::string_view, bool at_start, PieceSink sink) { sink(std::string("new"), at_start); };
  CHECK(pieces(PreTokenizer(own), "abcd") == "new|0-4 ");
}
