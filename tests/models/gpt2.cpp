#include <ganymede/models/gpt2.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE_TEMPLATE("GPT-2 checkpoints give the logits of transformers", T, float, double) {
  for (const std::string name : {"gpt2", "gpt2_variants"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Gpt2<T> model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    const ConstView<T> logits = model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace);
    CHECK(relative_distance(logits, e.logits) < 2e-5);
  }
}

TEST_CASE("GPT-2's greedy ids equal those of transformers") {
  for (const std::string name : {"gpt2", "gpt2_variants"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Gpt2<> model{checkpoint(name)};
    CHECK(greedy(model, e) == e.greedy);
  }
}

TEST_CASE("positions beyond the learned table are a context error") {
  const Gpt2<> model{checkpoint("gpt2")};
  CHECK_THROWS_AS(model.new_sequence({.max_length = 49}), ContextError);
  Sequence sequence = model.new_sequence();
  Workspace workspace;
  const std::vector<TokenId> long_prompt(49, 5);
  CHECK_THROWS_AS(model.forward(Batch{}.add(sequence, long_prompt), workspace), ContextError);
  CHECK(sequence.length() == 0);
}
