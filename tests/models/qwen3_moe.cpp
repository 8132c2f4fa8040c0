#include <ganymede/models/qwen3_moe.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE_TEMPLATE("Qwen3Moe checkpoints give the logits of transformers", T, float, double) {
  for (const std::string name : {"qwen3_moe", "qwen3_moe_stacked", "qwen3_moe_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Qwen3Moe<T> model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    const ConstView<T> logits = model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace);
    CHECK(relative_distance(logits, e.logits) < 2e-5);
  }
}

TEST_CASE("Qwen3Moe's greedy ids equal those of transformers, token by token") {
  for (const std::string name : {"qwen3_moe", "qwen3_moe_stacked", "qwen3_moe_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Qwen3Moe<> model{checkpoint(name)};
    CHECK(greedy(model, e) == e.greedy);
  }
}
