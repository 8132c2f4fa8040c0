#include <ganymede/decode/prefill.hpp>

#include <ganymede/decode/generate.hpp>

#include <doctest/doctest.h>

#include <numeric>

using namespace ganymede;

namespace {

/// Remembers the rows of every pass; wants the token after the sum of all it has seen, modulo 50.
struct SummingModel {
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{}, 2000});
  mutable std::vector<Index> rows{};
  mutable Index sum = 0;
  std::atomic<bool>* cancel = nullptr;
  Index vocab_size() const { return 50; }
  Index max_position_embeddings() const { return 2000; }
  Index longest_sequence() const { return 2000; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    if (cancel != nullptr && !rows.empty()) cancel->store(true);
    rows.push_back(batch.rows());
    workspace.begin_pass();
    View<float> logits = workspace.keep<float>(batch.logit_rows(), 50);
    sum = std::accumulate(batch.tokens().begin(), batch.tokens().end(), sum);
    for (const Segment& s : batch.segments()) {
      s.sequence->reserve(s.rows);
      for (Index v = 0; v < 50 && s.logit_rows > 0; ++v) logits(s.first_logit, v) = v == sum % 50 ? 9.0F : 0.0F;
      s.sequence->commit(s.rows);
    }
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
  }
};

std::vector<TokenId> tokens(std::size_t count) {
  std::vector<TokenId> ids(count);
  std::iota(ids.begin(), ids.end(), 0);
  for (TokenId& id : ids) id %= 49;
  return ids;
}

}  // namespace

TEST_CASE("a prompt is computed in passes of prefill_rows, but for the rest") {
  for (const auto& [length, rest] : {std::pair<std::size_t, std::size_t>{1, 1}, {256, 256}, {257, 1}, {700, 188}}) {
    const SummingModel model;
    Sequence sequence = model.new_sequence({});
    Batch batch;
    Workspace workspace;
    const std::vector<TokenId> ids = tokens(length);
    const std::span<const TokenId> left = prefill(model, sequence, ids, batch, workspace);
    CHECK(left.size() == rest);
    CHECK(left.data() + left.size() == ids.data() + ids.size());
    CHECK(sequence.length() == static_cast<Index>(length - rest));
    CHECK(batch.segments().empty());
    for (const Index rows : model.rows) CHECK(rows == 256);
  }
}

TEST_CASE("generating and searching see the whole of a long prompt, in small passes") {
  const std::vector<std::vector<TokenId>> prompts{tokens(1000)};
  const Index first = std::accumulate(prompts[0].begin(), prompts[0].end(), Index{0}) % 50;
  for (const Index beams : {1, 3}) {
    const SummingModel model;
    GenerationConfig config;
    config.max_new_tokens = 1;
    config.num_beams = beams;
    const auto all = generate(model, prompts, config);
    REQUIRE(all[0].tokens.size() == 1);
    CHECK(all[0].tokens[0].id == first);
    CHECK(model.rows == std::vector<Index>{256, 256, 256, 232});
  }
}

TEST_CASE("a long prompt can be cancelled before it is computed") {
  std::atomic<bool> cancel = false;
  SummingModel model;
  model.cancel = &cancel;
  const std::vector<std::vector<TokenId>> prompts{tokens(1900)};
  GenerationConfig config;
  config.max_new_tokens = 5;
  const auto all = generate(model, prompts, config, {}, {.cancel = &cancel});
  CHECK(all[0].finish_reason == FinishReason::cancelled);
  CHECK(all[0].tokens.empty());
  CHECK(model.rows.size() == 2);
}
