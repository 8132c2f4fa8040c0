#include <doctest/doctest.h>
#include <ganymede/app/answer_text.hpp>
#include <ganymede/app/translation.hpp>

using namespace ganymede;
using detail::AnswerText;

namespace {
Tokenizer bytes() {
  return Tokenizer::from_json(
      R"({"model": {"type": "BPE", "vocab": {"a": 0, "Ã": 1, "©": 2}, "merges": []}, "decoder": {"type": "ByteLevel"}})", "bytes");
}
}  // namespace

TEST_CASE("characters come whole, ids beyond the tokenizer and answers without one have no text") {
  AnswerText text(bytes(), {});
  CHECK(text.push(0) == "a");
  CHECK(text.push(1).empty());
  CHECK(text.push(2) == "é");
  CHECK(text.push(7).empty());
  AnswerText after(bytes(), std::vector<TokenId>{0, 1});
  CHECK(after.push(2) == "é");
  AnswerText none(std::nullopt, {});
  CHECK(none.push(0).empty());
  CHECK(none.finish().empty());
}

TEST_CASE("an answer is added to what it had; a cut character is shown at the end, unless a stop string came") {
  AnswerText text(bytes(), {});
  Translation t{.text = "x"};
  std::string shown = text.push(0);
  shown += text.push(1);
  Generated generated{.tokens = {{0, -1}, {1, -2}}, .finish_reason = FinishReason::length, .text = shown, .score = -3};
  take_answer(generated, text, t);
  CHECK(t.text == "xa\uFFFD");
  CHECK(t.ids == std::vector<TokenId>{0, 1});
  CHECK(t.logprobs == std::vector<double>{-1, -2});
  CHECK(t.score == -3);
  Translation stopped;
  generated.finish_reason = FinishReason::stop;
  AnswerText open(bytes(), std::vector<TokenId>{1});
  take_answer(generated, open, stopped);
  CHECK(stopped.text == "a");
}
