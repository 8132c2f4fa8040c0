#include <doctest/doctest.h>
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
