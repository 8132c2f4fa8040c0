#include <ganymede/models/any_model.hpp>

#include <ganymede/app/text_generator.hpp>
#include <ganymede/inspect/attention_recorder.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE("any decoder's checkpoint is loaded as what it is") {
  for (const std::string name : {"gpt2", "llama_gqa", "llama_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const AnyModel model{checkpoint(name)};
    CHECK(AnyModel::holds(checkpoint(name)));
    const std::vector<float> logits = logits_in_pieces(model, e.prompt, e.prompt.size());
    CHECK(relative_distance(view_of(logits.data(), static_cast<Index>(e.prompt.size()), model.vocab_size()), e.logits) < 2e-5);
  }
}

TEST_CASE("a recorder sees the same through the interface as without it, and only what it wishes") {
  struct Counter : AnyProbe {
    ProbeWishes wanted;
    int attention_rows = 0, states = 0, norms = 0;
    ProbeWishes wishes() const override { return wanted; }
    void attention(Index layer, Index head, const RowInfo&, std::span<const float>) override {
      ++attention_rows;
      CHECK((wanted.layer < 0 || layer == wanted.layer));
      CHECK((wanted.head < 0 || head == wanted.head));
    }
    void hidden_states(Index, const ConstView<float>&) override { ++states; }
    void norm(const ConstView<float>&, const ConstView<float>&) override { ++norms; }
  };
  const Llama<> llama{checkpoint("llama_gqa")};  // two layers of ten heads
  const auto model = refer_to(llama);
  const std::vector<TokenId> tokens{4, 5, 6};
  const auto observe = [&](AnyProbe& probe) {
    Workspace workspace;
    Sequence sequence = model->new_sequence();
    model->forward(Batch{}.add(sequence, tokens), workspace, probe);
  };
  AttentionRecorder<float> direct, virtually;
  Workspace workspace;
  Sequence sequence = llama.new_sequence();
  llama.forward(Batch{}.add(sequence, tokens), workspace, direct);
  observe(virtually);
  CHECK(direct.at(0, 1, 9).view() == virtually.at(0, 1, 9).view());

  Counter one;
  one.wanted = {.hidden_states = false, .steps = false, .layer = 1, .head = 3};
  observe(one);
  CHECK(one.attention_rows == 3);
  CHECK(one.states == 0);
  CHECK(one.norms == 0);
  Counter states;
  states.wanted = {.attention = false, .steps = false};
  observe(states);
  CHECK(states.attention_rows == 0);
  CHECK(states.states == 4);
  CHECK(states.norms == 0);
}
