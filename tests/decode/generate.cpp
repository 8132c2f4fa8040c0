#include <ganymede/decode/generate.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {

/// Always wants the token after the last one.
struct CountingModel {
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{}, 100});
  Index vocab_size() const { return 50; }
  Index max_position_embeddings() const { return 100; }
  Index longest_sequence() const { return 100; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    workspace.begin_pass();
    View<float> logits = workspace.keep<float>(batch.logit_rows(), 50);
    for (const Segment& s : batch.segments()) {
      s.sequence->reserve(s.rows);
      for (Index v = 0; v < 50; ++v)
        logits(s.first_logit, v) = v == batch.tokens()[static_cast<std::size_t>(s.first_row + s.rows - 1)] + 1 ? 9.0F : 0.0F;
      s.sequence->commit(s.rows);
    }
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
  }
};

}  // namespace

TEST_CASE("generate answers every prompt in one call") {
  const std::vector<std::vector<TokenId>> prompts{{10, 11}, {20}};
  GenerationConfig config;
  config.max_new_tokens = 3;
  config.eos_token_id = {22};
  std::vector<std::pair<Index, TokenId>> seen;
  const auto all = generate(CountingModel{}, prompts, config, [&](Index sequence, const GeneratedToken& token) {
    seen.emplace_back(sequence, token.id);
    return true;
  });
  REQUIRE(all.size() == 2);
  CHECK(all[0].tokens.size() == 3);
  CHECK(all[0].tokens[2].id == 14);
  CHECK(all[0].finish_reason == FinishReason::length);
  CHECK(all[1].tokens.size() == 2);
  CHECK(all[1].finish_reason == FinishReason::eos);
  CHECK(seen == std::vector<std::pair<Index, TokenId>>{{0, 12}, {1, 21}, {0, 13}, {1, 22}, {0, 14}});
}

TEST_CASE("a callback that returns false cancels its sequence only") {
  const std::vector<std::vector<TokenId>> prompts{{10}, {20}};
  GenerationConfig config;
  config.max_new_tokens = 5;
  const auto all = generate(CountingModel{}, prompts, config,
                            [](Index sequence, const GeneratedToken& token) { return sequence != 0 || token.id < 12; });
  CHECK(all[0].tokens.size() == 2);
  CHECK(all[0].finish_reason == FinishReason::cancelled);
  CHECK(all[1].tokens.size() == 5);
}
