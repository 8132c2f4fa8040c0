#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/decoder.hpp>
#include <ganymede/text/decoder_stages.hpp>
#include <ganymede/text/decoder_stream.hpp>

using namespace ganymede;

namespace {

/// What comes out after each piece, and at the end.
std::vector<std::string> steps(const char* json, const std::vector<std::string>& pieces) {
  const Decoder decoder = Decoder::from_json(Json::parse(json), "f");
  DecoderStream stream(decoder);
  std::vector<std::string> out;
  for (const std::string& piece : pieces) stream.push(piece, out.emplace_back());
  stream.finish(out.emplace_back());
  return out;
}
using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("text leaves as soon as it is certain") {
  CHECK(steps(R"({"type":"ByteLevel"})", {"a", "\u00C3", "\u00A9b", "\u00E2"}) == Steps{"a", "", "\u00E9b", "", "\uFFFD"});
  CHECK(steps(R"({"type":"ByteFallback"})", {"<0xC3>", "<0xA9>", "a", "<0xC3>"}) == Steps{"", "", "\u00E9a", "", "\uFFFD"});
  CHECK(steps(R"({"type":"BPEDecoder","suffix":"</w>"})", {"a</w>", "b</w>"}) == Steps{"", "a ", "b"});
  CHECK(steps("null", {"a", "b"}) == Steps{"a", " b", ""});
}

TEST_CASE("what may be stripped from the end waits") {
  const char* chain = R"({"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":1}]})";
  CHECK(steps(chain, {" ", "a ", " b", " "}) == Steps{"", "a", "  b", "", ""});
}

TEST_CASE("what may become a pattern waits") {
  const char* chain = R"({"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Replace","pattern":{"String":"<b>"},"content":"*"}]})";
  CHECK(steps(chain, {"a<", "b", ">c<", "x<b"}) == Steps{"a", "", "*c", "<x", "<b"});
}

TEST_CASE("a pattern that begins like itself is found wherever pieces cut it") {
  const char* chain = R"({"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Replace","pattern":{"String":"aab"},"content":"*"}]})";
  CHECK(steps(chain, {"a", "a", "a", "b", "a"}) == Steps{"", "", "a", "*", "", "a"});
  CHECK(steps(chain, {"aaaabaa", "c"}) == Steps{"aa*", "aac", ""});
}

// Each piece made the stages look at all that they held.
TEST_CASE("what waits is not looked at again") {
  constexpr std::size_t n = 200000;
  const auto text_of = [](const std::vector<DecoderStage>& stages, const char* piece, const char* last) {
    const Decoder decoder(stages);
    DecoderStream stream(decoder);
    std::string out;
    for (std::size_t i = 0; i < n; ++i) stream.push(piece, out);
    CHECK(out.empty());
    stream.push(last, out);
    stream.finish(out);
    return out;
  };
  const decoders::Strip strip{.content = " ", .stop = 2 * n};
  CHECK(text_of({decoders::Fuse{}, strip}, " ", "x") == std::string(n, ' ') + "x");
  CHECK(text_of({decoders::Fuse{}, strip}, " ", " ").empty());
  CHECK(text_of({decoders::Fuse{}, decoders::Trim{}}, " ", "x") == "x");
  CHECK(text_of({decoders::Fuse{}, decoders::Replace{std::string(n, 'a') + "b", "*"}}, "a", "b") == "*");
}

TEST_CASE("replacements make no text of any length") {
  for (const bool fused : {false, true}) {
    std::vector<DecoderStage> stages(5, decoders::Replace{"a", std::string(1000, 'a')});
    if (fused) stages.front() = decoders::Fuse{};
    const Decoder decoder(stages);
    DecoderStream stream(decoder);
    std::string out;
    CHECK_THROWS_AS(stream.push("a", out), TokenizerError);
    if (!fused) CHECK_THROWS_AS(decoder.bytes("a"), TokenizerError);
  }
}
