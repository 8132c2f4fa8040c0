#include <doctest/doctest.h>
#include <ganymede/text/detokenizer.hpp>

using namespace ganymede;

// That streamed texts equal decoded ones is tested with every pipeline in tokenizer.cpp.

namespace {
Tokenizer tokenizer() {
  return Tokenizer::from_json(R"({"added_tokens":[{"id":4,"content":"<s>","special":true}],"decoder":{"type":"ByteLevel"},
    "model":{"type":"BPE","vocab":{"a":0,"\u00E2":1,"\u0138":2,"\u0122":3},"merges":[]}})",
                              "test");
}
}  // namespace

TEST_CASE("only whole characters come out") {
  StreamingDetokenizer stream(tokenizer());  // keeps what it needs of a temporary
  CHECK(stream.push(0) == "a");
  CHECK(stream.push(1).empty());
  CHECK(stream.push(0) == "\uFFFDa");
  CHECK(stream.push(1).empty());
  CHECK(stream.finish() == "\uFFFD");
}

TEST_CASE("special tokens show only when asked for, and other ids throw and change nothing") {
  StreamingDetokenizer plain(tokenizer());
  CHECK(plain.push(4).empty());
  StreamingDetokenizer all(tokenizer(), false);
  CHECK(all.push(4) == "<s>");
  CHECK_THROWS_AS(all.push(5), InputError);
  CHECK_THROWS_AS(all.push(-1), InputError);
  CHECK(all.push(0) == "a");
}

TEST_CASE("moved while a character is cut") {
  StreamingDetokenizer first(tokenizer());
  CHECK(first.push(1).empty());
  StreamingDetokenizer second = std::move(first);
  CHECK(second.push(0) == "\uFFFDa");
}

TEST_CASE("text is added to what is there") {
  StreamingDetokenizer apart(tokenizer()), added(tokenizer());
  std::string text = "before: ", same = text;
  for (const TokenId id : {0, 1, 2, 3, 0}) {
    same += apart.push(id);
    added.push(id, text);
    CHECK(text == same);
  }
  same += apart.finish();
  added.finish(text);
  CHECK(text == same);
  CHECK(text.size() > 12);
}
