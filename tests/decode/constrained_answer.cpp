#include <ganymede/decode/constrained_answer.hpp>

#include <ganymede/decode/generate.hpp>
#include <ganymede/text/grammar/constraint.hpp>
#include <ganymede/text/grammar/token_trie.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace ganymede;

namespace {

/// Tokens 0-9 are digits, 10 is "12", 11 the end, 12 has no text. Logits want 12, then 11, then 10, then low digits.
struct DigitModel {
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{}, 1000});
  Index vocab_size() const { return 13; }
  Index max_position_embeddings() const { return 100; }
  Index longest_sequence() const { return 100; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    workspace.begin_pass();
    View<float> logits = workspace.keep<float>(batch.logit_rows(), 13);
    for (const Segment& s : batch.segments())
      for (Index v = 0; v < 13; ++v) logits(s.first_logit, v) = v > 9 ? static_cast<float>(v) : -static_cast<float>(v) / 4;
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
  }
};

std::string digits(TokenId id) { return id < 10 ? std::to_string(id) : id == 10 ? "12" : ""; }

GenerationHooks hooks() {
  GenerationHooks all;
  all.token_bytes = [](Index, TokenId id) { return digits(id); };
  all.constraint_start = [](std::span<const TokenId>) {
    std::vector<std::pair<std::string, TokenId>> tokens;
    for (TokenId id = 0; id <= 10; ++id) tokens.emplace_back(digits(id), id);
    return ConstraintStart{.tokens = std::make_shared<const TokenTrie>(std::move(tokens))};
  };
  return all;
}
GenerationConfig within(const char* pattern, Index tokens) {
  GenerationConfig c;
  c.constraint = regex(pattern);
  c.max_new_tokens = tokens;
  c.eos_token_id = {11};
  return c;
}
std::vector<Generated> answers(const GenerationConfig& config) {
  const std::vector<std::vector<TokenId>> prompts{{5, 6}};
  return generate(DigitModel{}, prompts, config, {}, hooks());
}

}  // namespace

TEST_CASE("constrained answers: the end comes where it may, and not before") {
  const Generated answer = answers(within("3[0-9]{4}", 10))[0];
  CHECK(answer.text == "31212");
  CHECK(answer.finish_reason == FinishReason::eos);
  CHECK(answer.tokens.size() == 4);
  CHECK(answers(within("3[1]", 2))[0].finish_reason == FinishReason::length);
}

TEST_CASE("constrained answers: without an end token they are over when nothing can follow") {
  GenerationConfig c = within("3[0-9]{4}", 10);
  c.ignore_eos = true;
  for (const Index beams : {1, 3}) {
    c.num_beams = beams;
    const Generated answer = answers(c)[0];
    CHECK(answer.text == "31212");
    CHECK(answer.finish_reason == FinishReason::stop);
    CHECK(answer.tokens.size() == 3);
  }
  c.constraint = regex("");
  c.num_beams = 1;
  CHECK(answers(c)[0].tokens.empty());
  CHECK(answers(c)[0].finish_reason == FinishReason::stop);
}

TEST_CASE("constrained answers: what processors forbid of all that is allowed is allowed all the same") {
  GenerationConfig c = within("[34]{3}", 10);
  c.suppress_tokens = {3, 4};
  c.min_new_tokens = 9;
  CHECK(answers(c)[0].text == "333");
  CHECK(answers(c)[0].finish_reason == FinishReason::eos);
  c.suppress_tokens = {3};
  CHECK(answers(c)[0].text == "444");
  c.suppress_tokens.clear();
  c.do_sample = true;
  c.temperature = 1e-35;
  CHECK(answers(c)[0].text == "333");
  c.num_beams = 2;
  c.do_sample = false;
  c.suppress_tokens = {3, 4};
  CHECK(answers(c)[0].text.size() == 3);
}

TEST_CASE("constrained answers: samples, copies and beams keep to it, the shortest limits too") {
  GenerationConfig c = within("(1|21|3121)(0|77){2,}", 0);
  for (Index limit = 3; limit < 9; ++limit)
    for (const Index beams : {1, 4}) {
      c.max_new_tokens = limit;
      c.do_sample = beams == 1;
      c.temperature = 4;
      c.num_beams = beams;
      c.num_return_sequences = beams;
      for (c.seed = 0; c.seed < 30; ++c.seed) {
        for (const Generated& g : answers(c)) {
          GenerationConfig check = within("(1|21|3121)(0|77){2,}", 100);
          if (g.tokens.empty()) continue;  // fewer texts than beams
          auto state = ConstrainedAnswer(check, hooks(), std::vector<TokenId>{5}, 100);
          for (const char d : g.text) state.take(d - '0');
          CHECK(state.state()->may_end());
        }
        if (beams > 1) break;
      }
    }
  c.max_new_tokens = 2;
  CHECK(error_of<InputError>([&] { answers(c); }).expected == "3 or more");
}

TEST_CASE("constrained answers: a forced first token is not part of them") {
  GenerationConfig c = within("3{2}", 3);
  c.forced_bos_token_id = 12;
  const std::vector<std::vector<TokenId>> prompts{{5}};
  const auto all = generate(DigitModel{}, prompts, c, {}, hooks());
  CHECK(all[0].text == "33");
  CHECK(all[0].tokens.front().id == 12);
  c.max_new_tokens = 2;
  CHECK(error_of<InputError>([&] { generate(DigitModel{}, prompts, c, {}, hooks()); }).key == "max_new_tokens");
}

TEST_CASE("constrained answers: requests have constraints of their own; who knows no bytes cannot keep to one") {
  const std::vector<GenerationRequest> requests{
      {{5}, {.max_new_tokens = 9, .eos_token_id = std::vector<TokenId>{11}, .constraint = regex("4+")}},
      {{5}, {.max_new_tokens = 9, .eos_token_id = std::vector<TokenId>{11}, .constraint = regex("56")}},
      {{5}, {.max_new_tokens = 1, .eos_token_id = std::vector<TokenId>{11}, .constraint = regex("567")}},
      {{5}, {.max_new_tokens = 1}}};
  const auto results = generate(DigitModel{}, requests, hooks());
  CHECK(results[0].best().text == "4");
  CHECK(results[1].best().text == "56");
  CHECK(error_of<InputError>([&] { results[2].best(); }).key == "requests[2].max_new_tokens");
  CHECK(results[3].best().tokens.front().id == 12);
  CHECK(error_of<InputError>([&] { generate(DigitModel{}, std::vector<std::vector<TokenId>>{{1}}, within("1", 4)); }).key == "constraint");
}
