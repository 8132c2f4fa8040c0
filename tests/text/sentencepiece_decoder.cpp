#include <doctest/doctest.h>
#include <ganymede/text/decoder.hpp>
#include <ganymede/text/decoder_stream.hpp>
#include <ganymede/text/sentencepiece_decoder.hpp>
#include <ganymede/text/vocabulary.hpp>

using namespace ganymede;

namespace {

std::shared_ptr<const Vocabulary> vocabulary_of(const std::vector<std::string>& pieces) {
  auto vocabulary = std::make_shared<Vocabulary>();
  for (const std::string& piece : pieces) vocabulary->add(piece, vocabulary->size(), "f", "k");
  vocabulary->freeze("f", "k");
  return vocabulary;
}

SentencePieceDecoder small_decoder() {
  using Type = SentencePieceModel::Type;
  return {.vocabulary = vocabulary_of({"<unk>", "<s>", "\u2581a", "b", "\u2581", "<0xC3>", "<0xA9>"}),
          .types = {Type::unknown, Type::control, Type::normal, Type::normal, Type::normal, Type::byte, Type::byte},
          .unk_surface = " ? "};
}

std::string sentencepiece_text(const SentencePieceDecoder& stage, const std::vector<std::string>& pieces) {
  const Decoder decoder({stage});
  DecoderStream stream(decoder);
  std::string out;
  for (const std::string& piece : pieces) stream.push(piece, out);
  stream.finish(out);
  return out;
}

}  // namespace

TEST_CASE("markers become spaces, the first goes, control pieces are nothing, byte pieces characters") {
  const SentencePieceDecoder stage = small_decoder();
  CHECK(sentencepiece_text(stage, {"\u2581a", "b", "\u2581a"}) == "ab a");
  CHECK(sentencepiece_text(stage, {"<s>", "\u2581", "\u2581", "b"}) == "b");
  CHECK(sentencepiece_text(stage, {"b", "<0xC3>", "<0xA9>", "<0xC3>"}) == "b\u00E9\uFFFD");
  CHECK(sentencepiece_text(stage, {"b", "<unk>", "b"}) == "b ? b");
  CHECK(sentencepiece_text(stage, {"b", "other\u2581"}) == "bother\u2581");
  CHECK(sentencepiece_text(stage, {}).empty());
}

TEST_CASE("without a dummy prefix and extra white space, what stands at the start stays") {
  SentencePieceDecoder stage = small_decoder();
  stage.remove_extra_whitespaces = false;
  CHECK(sentencepiece_text(stage, {"\u2581", "\u2581a"}) == " a");
  stage.add_dummy_prefix = false;
  CHECK(sentencepiece_text(stage, {"\u2581a"}) == " a");
}

TEST_CASE("separators begin texts of their own") {
  SentencePieceDecoder stage = small_decoder();
  stage.separators = vocabulary_of({"</s>"});
  stage.after_separator = " ";
  CHECK(sentencepiece_text(stage, {"\u2581a", "</s>", "\u2581a"}) == "a</s> a");
  CHECK(sentencepiece_text(stage, {"<0xC3>", "</s>"}) == "\uFFFD</s> ");
}

TEST_CASE("the bytes of SentencePiece's pieces inside a text") {
  const SentencePieceDecoder stage = small_decoder();
  CHECK(stage.bytes("\u2581a") == " a");
  CHECK(stage.bytes("<s>").empty());
  CHECK(stage.bytes("<0xC3>") == "\xC3");
  CHECK(stage.bytes("<unk>") == " ? ");
  CHECK(stage.bytes("none\u2581") == "none\u2581");
}
