#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/decoder_stages.hpp>
#include <ganymede/text/formats/stage_json.hpp>

#include <vector>

using namespace ganymede;

namespace {

/// What a stage gives on of a text's pieces, joined by |, and at the end after a slash.
std::string given_on(const DecoderStage& stage, const std::vector<std::string>& pieces) {
  std::string out;
  TextGrowth growth(100);
  const auto take = [&out](std::string_view text) { out.append(text).append("|"); };
  const auto run = stage.run();
  for (const std::string& piece : pieces) run->push(piece, DecoderOutput(take, growth));
  out += "/";
  run->finish(DecoderOutput(take, growth));
  return out;
}

}  // namespace

TEST_CASE("each decoder's stage by hand") {
  CHECK(given_on(decoders::Join{}, {"a", "b"}) == "a| |b|/");
  CHECK(given_on(decoders::ByteLevel{}, {"\u00C3", "\u00A9\u0120", "\u00C3"}) == "|\u00E9 ||/\uFFFD|");
  CHECK(given_on(decoders::Replace{"a", "bb"}, {"aca", "d"}) == "bbcbb|d|/");
  CHECK(given_on(decoders::Replace{"", "-", Regex("[0-9]+")}, {"12", "3"}) == "-|-|/");
  CHECK(given_on(decoders::ByteFallback{}, {"<0xC3>", "<0xA9>", "a", "<0xC3>"}) == "\u00E9|a|/\uFFFD|");
  CHECK(given_on(decoders::Fuse{}, {"a", "b"}) == "a|b|/");
  CHECK(given_on(decoders::Strip{.content = " ", .start = 1, .stop = 2}, {"  a   ", " "}) ==
        " a |"
        "|/");
  CHECK(given_on(decoders::Metaspace{"_"}, {"_a", "_b"}) == "a| b|/");
  CHECK(given_on(decoders::Metaspace{"_", false}, {"_a", "_b"}) == " a| b|/");
  CHECK(given_on(decoders::BpeDecoder{"</w>"}, {"a</w>", "b</w>"}) == "a |/b|");
  CHECK(given_on(decoders::WordPiece{"##", false}, {"##a", "##b", "c"}) == "##a|b| c|/");
  CHECK(given_on(decoders::WordPiece{"##", true}, {"a", ".", "n't"}) == "a|.|n't|/");
  CHECK(given_on(decoders::Trim{}, {" ", " a", " ", "b "}) == "a| b|/");
}

TEST_CASE("what a stage becomes where one piece comes in parts") {
  CHECK(given_on(DecoderStage(decoders::Join{}).on_one_piece(), {"a", "b"}) == "a|b|/");
  CHECK(given_on(DecoderStage(decoders::Metaspace{"_"}).on_one_piece(), {"_a", "_b"}) == "a|b|/");
  CHECK(given_on(DecoderStage(decoders::Replace{"ab", "-"}).on_one_piece(), {"a", "b", "a"}) == "-|/a|");
  CHECK(given_on(DecoderStage(decoders::Replace{"", "-"}).on_one_piece(), {"a", "b"}) == "a|b|/");
  CHECK(given_on(DecoderStage(decoders::Replace{"", "-", Regex("a+")}).on_one_piece(), {"a", "ab"}) == "/-b|");
  CHECK(given_on(DecoderStage(decoders::ByteLevel{}).on_one_piece(), {"\u0120", "a"}) == "/ a|");
  CHECK(given_on(DecoderStage(decoders::ByteFallback{}).on_one_piece(), {"<0x", "41>"}) == "/A|");
  CHECK(given_on(DecoderStage(decoders::BpeDecoder{"_"}).on_one_piece(), {"a_", "b_"}) == "/ab|");
  CHECK(given_on(DecoderStage(decoders::WordPiece{"##", true}).on_one_piece(), {"a ", "."}) == "/a.|");
  const DecoderStage strip = DecoderStage(decoders::Strip{" ", 1, 1}).on_one_piece();
  CHECK(given_on(strip, {" ", "a ", " b", " "}) == "a|  b|/");
  CHECK(given_on(strip, {}) == "/");
  CHECK(given_on(strip.on_one_piece(), {" a "}) == given_on(strip, {" a "}));
}

TEST_CASE("a run may be copied in the middle of a text") {
  const DecoderStage stage = decoders::ByteFallback{};
  TextGrowth growth(100);
  std::string out;
  const auto take = [&out](std::string_view text) { out += text; };
  const DecoderOutput output(take, growth);
  const auto run = stage.run();
  run->push("<0xC3>", output);
  const auto other = run->copy();
  run->push("<0xA9>", output);
  run->finish(output);
  CHECK(out == "\u00E9");
  other->finish(output);
  CHECK(out == "\u00E9\uFFFD");
}

TEST_CASE("a stage of one's own") {
  struct Shout {
    struct State {
      int pieces = 0;
    };
    std::string bytes(std::string_view piece) const { return std::string(piece) + "!"; }
    void push(State& state, std::string_view piece, const DecoderOutput& output) const {
      output(bytes(piece) + std::to_string(++state.pieces));
    }
  };
  const DecoderStage stage = Shout{};
  CHECK(given_on(stage, {"a", "b"}) == "a!1|b!2|/");
  CHECK(stage.bytes("a") == "a!");
  CHECK_FALSE(stage.makes_one_piece());
  CHECK(given_on(stage.on_one_piece(), {"a"}) == "a!1|/");
}

TEST_CASE("settings of decoders are read strictly") {
  const auto read = [](auto stage, const char* json) {
    const Json settings = Json::parse(json);
    return decltype(stage)::from_json(StageJson(settings, "f", "decoder"));
  };
  CHECK(read(decoders::Strip{}, R"({"content":"x","start":1,"stop":2})").stop == 2);
  CHECK_FALSE(read(decoders::Metaspace{}, R"({"replacement":"_","prepend_scheme":"never"})").prepended);
  CHECK_FALSE(read(decoders::Metaspace{}, R"({"replacement":"_","add_prefix_space":false})").prepended);
  CHECK(read(decoders::Metaspace{}, R"({"replacement":"_"})").prepended);
  CHECK(read(decoders::BpeDecoder{}, R"({"suffix":"_"})").suffix == "_");
  CHECK_THROWS_AS(read(decoders::Strip{}, R"({"content":"xy","start":1,"stop":2})"), TokenizerError);
  CHECK_THROWS_AS(read(decoders::WordPiece{}, R"({"prefix":"##"})"), TokenizerError);
  CHECK_THROWS_AS(read(decoders::BpeDecoder{}, R"({"suffix":3})"), TokenizerError);
}
