#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/byte_pieces.hpp>
#include <ganymede/text/decoder.hpp>
#include <ganymede/text/decoder_stream.hpp>

using namespace ganymede;

namespace {

Decoder decoder(const std::string& json) { return Decoder::from_json(Json::parse(json), "tokenizer.json"); }

std::string text(const std::string& json, const std::vector<std::string>& pieces) {
  const Decoder made = decoder(json);
  DecoderStream stream(made);
  std::string out;
  for (const std::string& piece : pieces) stream.push(piece, out);
  stream.finish(out);
  return out;
}

std::string sequence(std::initializer_list<const char*> stages) {
  std::string json;
  for (const char* stage : stages) json += (json.empty() ? "" : ",") + std::string(stage);
  return R"({"type":"Sequence","decoders":[)" + json + "]}";
}

const char* const fuse = R"({"type":"Fuse"})";
const char* const bytes = R"({"type":"ByteFallback"})";
const char* const byte_level = R"({"type":"ByteLevel"})";
const char* const strip = R"({"type":"Strip","content":" ","start":1,"stop":2})";
const char* const spaces = R"({"type":"Replace","pattern":{"String":"\u2581"},"content":" "})";
const char* const digits = R"({"type":"Replace","pattern":{"Regex":"[0-9]+"},"content":"#"})";
const char* const metaspace = R"({"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always"})";
const char* const bpe = R"({"type":"BPEDecoder","suffix":"</w>"})";

}  // namespace

TEST_CASE("each stage, as the package does it") {
  CHECK(text("null", {"a", "b", "c"}) == "a b c");
  CHECK(text(byte_level, {"\u0120a", "\u00C3", "\u00A9", "\u00E2", "x y"}) == " a\u00E9\uFFFDx y");
  CHECK(text(bytes, {"<0xC3>", "<0xa9>", "a", "<0xE2>", "<0x61>", "<0x6>", "<0xGG>"}) == "\u00E9a\uFFFD\uFFFD<0x6><0xGG>");
  CHECK(text(strip, {"  a   ", " ", "b"}) == " a b");
  CHECK(text(spaces, {"\u2581a\u2581", "b"}) == " a b");
  CHECK(text(digits, {"12a", "3", "4"}) == "#a##");
  CHECK(text(metaspace, {"\u2581\u2581a", "\u2581b"}) == "a b");
  CHECK(text(bpe, {"a", "b</w>", "c</w>"}) == "ab c");
}

TEST_CASE("stages after Fuse see one piece") {
  CHECK(text(sequence({fuse, strip}), {" ", " a", "  ", " "}) == " a ");
  CHECK(text(sequence({fuse, strip}), {" ", " ", " "}) == "");
  CHECK(text(sequence({fuse, metaspace}), {"\u2581a", "\u2581b"}) == "ab");
  CHECK(text(sequence({fuse, digits}), {"1", "2a", "3"}) == "#a#");
  CHECK(text(sequence({fuse, bpe}), {"a</w>", "b</w>"}) == "ab");
  CHECK(text(sequence({fuse, bytes}), {"<0x", "41>"}) == "A");
  CHECK(text(sequence({fuse, byte_level}), {"\u0120", "x y"}) == "\u0120x y");
  CHECK(text(sequence({fuse, R"({"type":"Replace","pattern":{"String":"aab"},"content":"-"})"}), {"a", "a", "a", "b", "aa"}) == "a-aa");
  CHECK(text(sequence({spaces, bytes, fuse, strip}), {"\u2581a", "<0xE4>", "<0xBD>", "<0xA0>", "\u2581"}) == "a\u4F60");
}

TEST_CASE("nothing in, nothing out") {
  for (const char* stage : {"null", byte_level, bytes, strip, spaces, digits, metaspace, bpe, fuse}) {
    CHECK(text(stage, {}).empty());
    CHECK(text(sequence({fuse, strip}), {}).empty());
  }
  CHECK(text(sequence({}), {"a", "b"}) == "ab");
}

TEST_CASE("the bytes of a piece inside a text") {
  CHECK(decoder(byte_level).bytes("\u00E2\u0120") == "\xE2 ");
  CHECK(decoder(bytes).bytes("<0xE2>") == "\xE2");
  CHECK(decoder(sequence({spaces, bytes, fuse, strip})).bytes("\u2581a ") == " a ");
  CHECK(decoder(metaspace).bytes("\u2581a") == " a");
  CHECK(decoder(bpe).bytes("a</w>") == "a ");
  CHECK(decoder("null").bytes("a") == " a");
}

TEST_CASE("byte pieces") {
  CHECK(byte_of_piece("<0x0A>") == '\n');
  CHECK(byte_of_piece("<0xff>") == '\xff');
  for (const char* piece : {"<0x0A", "<0x0A>>", "<0x-1>", "<0x G>", "0x0A", ""}) CHECK_FALSE(byte_of_piece(piece).has_value());
}

TEST_CASE("what cannot be right is refused with its key") {
  for (const char* json :
       {"[]", "3", "{}", R"({"type":"WordPiece","prefix":"##"})", R"({"type":"Sequence"})", R"({"type":"Strip","content":" "})",
        R"({"type":"Strip","content":" ","start":-1,"stop":0})", R"({"type":"Replace","content":"x"})",
        R"({"type":"Replace","pattern":{"Regex":"("},"content":"x"})", R"({"type":"Replace","pattern":{"Regex":3},"content":"x"})"}) {
    CAPTURE(json);
    CHECK_THROWS_AS(decoder(json), TokenizerError);
  }
  try {
    decoder(sequence({fuse, R"({"type":"CTC"})"}));
  } catch (const TokenizerError& error) {
    CHECK(error.details().key == "decoder.decoders[1].type");
  }
  std::string deep = fuse;
  for (int i = 0; i < 40; ++i) deep = sequence({deep.c_str()});
  CHECK_THROWS_AS(decoder(deep), TokenizerError);
}

TEST_CASE("how much a file may ask of a decoder is limited") {
  const auto made = [](const Json& json) { return Decoder::from_json(json, "f"); };
  Json nested{{"type", "Fuse"}}, listed = Json::array();
  for (int i = 0; i < 200; ++i) nested = {{"type", "Sequence"}, {"decoders", {nested}}};
  for (int i = 0; i < 200000; ++i) listed.push_back({{"type", "Fuse"}});
  CHECK_THROWS_AS(made(nested), TokenizerError);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"decoders", listed}}), TokenizerError);
  const Json hundred(Json::array_t(100, Json{{"type", "Fuse"}}));
  const Json sequence{{"type", "Sequence"}, {"decoders", hundred}};
  CHECK(made(sequence).stages().size() == 100);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"decoders", {sequence, sequence}}}), TokenizerError);
  for (const char* content : {"", "ab"})  // the package takes one character
    CHECK_THROWS_AS(made({{"type", "Strip"}, {"content", content}, {"start", 1}, {"stop", 1}}), TokenizerError);
}

// Values of the tokenizers package (0.23.3).
TEST_CASE("a pattern that matches nothing is not found where a match ended") {
  const Decoder decoder = Decoder::from_json(Json::parse(R"({"type":"Replace","pattern":{"Regex":"a*"},"content":"-"})"), "f");
  DecoderStream stream(decoder);
  std::string out;
  stream.push("baac", out);
  stream.finish(out);
  CHECK(out == "-b-c-");
}
