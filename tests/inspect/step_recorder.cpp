#include <ganymede/inspect/step_recorder.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE("what both recorders keep, of one pass, and no output bit changes") {
  const std::vector<TokenId> prompt{5, 17, 40, 3};
  const Llama<> model{checkpoint("llama_gqa")};
  Workspace workspace;
  Sequence a = model.new_sequence(), b = model.new_sequence(), c = model.new_sequence(), d = model.new_sequence();
  StepRecorder both;
  AttentionRecorder<float> attention;
  HiddenStateRecorder<float> states;
  const Matrix<float> logits = model.forward(Batch{}.add(a, prompt), workspace, both);
  model.forward(Batch{}.add(b, prompt), workspace, attention);
  model.forward(Batch{}.add(c, prompt), workspace, states);
  CHECK(logits == model.forward(Batch{}.add(d, prompt), workspace));
  CHECK(both.attention_weights.at(0, 1, 9).view() == attention.at(0, 1, 9).view());
  CHECK(both.states.at(2) == states.at(2));
  CHECK(both.states.embeddings() == states.embeddings());
  CHECK(both.states.branches(1).size() == 2);
}
