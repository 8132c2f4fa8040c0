#include <ganymede/models/any_of.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

using Any = AnyOf<Gpt2<>, Llama<>>;
static_assert(CausalModel<Any>);

TEST_CASE("the checkpoint says which family is meant, and the answer is that family's own") {
  for (const std::string name : {"gpt2", "llama_gqa", "llama_gguf", "mistral_window"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Any model{checkpoint(name)};
    const std::vector<float> logits = logits_in_pieces(model, e.prompt, e.prompt.size());
    CHECK(relative_distance(view_of(logits.data(), static_cast<Index>(e.prompt.size()), model.vocab_size()), e.logits) < 2e-5);
  }
}

TEST_CASE("an architecture that is not listed is refused, naming those that are") {
  CHECK_THROWS_WITH_AS((AnyOf<Gpt2<>>{checkpoint("llama_gqa")}), doctest::Contains("gpt2"), ConfigError);
}

TEST_CASE("a token's embedding is what the first layer sees of it, where no positions are added") {
  struct First : AnyProbe {
    std::vector<float> x;
    void hidden_states(Index layer, const ConstView<float>& states) override {
      if (layer == 0) x.assign(states.data(), states.data() + states.size());
    }
  } first;
  const Any model{checkpoint("llama_q8_0")};
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  const std::vector<TokenId> tokens{7};
  model.forward(Batch{}.add(sequence, tokens), workspace, first);
  std::vector<float> row(static_cast<std::size_t>(model.hidden_size()));
  model.token_embedding(7, row);
  CHECK(row == first.x);
  CHECK_THROWS_AS(model.token_embedding(-1, row), InputError);
  CHECK_THROWS_AS(model.token_embedding(static_cast<TokenId>(model.vocab_size()), row), InputError);
  row.pop_back();
  CHECK_THROWS_AS(model.token_embedding(7, row), InputError);
}

TEST_CASE("a virtual probe sees what a template probe sees") {
  struct Counter : AnyProbe {
    Index rows = 0;
    void attention(Index, Index, const RowInfo&, std::span<const float>) override { ++rows; }
  } counter;
  const Any model{checkpoint("llama_gqa")};
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  const std::vector<TokenId> tokens{4, 5, 6};
  model.forward(Batch{}.add(sequence, tokens), workspace, counter);
  CHECK(counter.rows == 2 * 10 * 3);
}
