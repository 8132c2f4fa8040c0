#include <ganymede/models/stock_decoder.hpp>

#include <ganymede/blocks/pre_norm.hpp>
#include <ganymede/inspect/hidden_state_recorder.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

static_assert(CausalModel<StockDecoder<float>> && Block<StockBlock<float>, float> && Block<StockBlock<double>, double>);
static_assert(std::derived_from<Llama<>, StockDecoder<float>> && std::derived_from<Gpt2<>, StockDecoder<float>>);

namespace {

/// The two families as templates compose them.
template <Scalar T>
using ComposedLlama = DecoderOnly<T, PreNormBlock<RmsNorm<T>, Attention<T, Rope<T>>, GatedMlp<T, AnyActivation>>, RmsNorm<T>>;
template <Scalar T>
using ComposedGpt2 = DecoderOnly<T, PreNormBlock<LayerNorm<T>, Attention<T>, Mlp<T, AnyActivation>>, LayerNorm<T>, LearnedPositions<T>>;

template <Scalar T>
Matrix<T> stock_logits(const auto& model, const std::string& name) {
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  return model.forward(Batch{}.add(sequence, expected(name).prompt, LogitRows::all), workspace);
}

/// Sees by its type alone: no AnyProbe.
struct LastState {
  static constexpr bool wants_attention = false, wants_hidden_states = true;
  Matrix<float> state;
  void hidden_states(Index, const ConstView<float>& x) { state = x; }
};

}  // namespace

TEST_CASE_TEMPLATE("a stock model is what templates compose, bit for bit", T, float, double) {
  const Checkpoint llama = checkpoint("llama_gqa"), gpt2 = checkpoint("gpt2");
  CHECK(stock_logits<T>(Llama<T>{llama}, "llama_gqa") ==
        stock_logits<T>(load_decoder<ComposedLlama<T>>(weights_of<LlamaFamily>(llama), LlamaConfig(llama)), "llama_gqa"));
  CHECK(stock_logits<T>(Gpt2<T>{gpt2}, "gpt2") ==
        stock_logits<T>(load_decoder<ComposedGpt2<T>>(weights_of<Gpt2Family>(gpt2), Gpt2Config(gpt2), Gpt2Config::names), "gpt2"));
}

TEST_CASE("with no probe, with any probe and with one of a type of its own, a pass gives the same, and they see the same") {
  const Llama<> model{checkpoint("llama_gqa")};
  const std::vector<TokenId> prompt{5, 6, 7};
  Workspace workspace;
  const auto run = [&](auto&&... probe) -> Matrix<float> {
    Sequence sequence = model.new_sequence();
    return model.forward(Batch{}.add(sequence, prompt), workspace, probe...);
  };
  HiddenStateRecorder<float> recorder;
  LastState last;
  const Matrix<float> unseen = run();
  CHECK(run(recorder) == unseen);
  CHECK(run(last) == unseen);
  CHECK(recorder.at(3) == read_only(view_of(last.state.data(), 3, model.hidden_size())));
  CHECK(Matrix<float>(model.logits_of(recorder.at(2), workspace)).row(2) == unseen.row(0));
}
