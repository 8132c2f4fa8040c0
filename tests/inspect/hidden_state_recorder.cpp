#include <ganymede/inspect/hidden_state_recorder.hpp>
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/any_model.hpp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/bart.hpp>
#include <ganymede/models/mbart.hpp>
#include <ganymede/models/t5.hpp>

#include "../support/error_of.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {
const std::vector<TokenId> prompt{5, 17, 40, 3, 3, 99};

/// What was recorded of `block` adds up: before it, and all that its branches add, is after it (pre-norm), or what its last norm took.
template <class T>
double largest_gap(const HiddenStateRecorder<T>& seen, Index block) {
  Matrix<T> sum = seen.at(block);
  for (const Tensor<T>& added : seen.branches(block)) sum += added.view();
  return double((sum - seen.at(block + 1)).cwiseAbs().maxCoeff());
}
}  // namespace

TEST_CASE_TEMPLATE("what the branches of a block add is what lies between its hidden states", T, float, double) {
  const Llama<T> model{checkpoint("llama_gqa")};
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  HiddenStateRecorder<T> seen;
  model.forward(Batch{}.add(sequence, prompt), workspace, seen);
  CHECK(seen.blocks() == 2);
  CHECK(seen.at(0).rows() == 6);
  CHECK(seen.at(3).cols() == 60);
  CHECK(seen.embeddings() == seen.at(0));  // rotary positions are not added
  CHECK(seen.with_positions() == seen.at(0));
  for (Index block = 0; block < 2; ++block) {
    CHECK(seen.branches(block).size() == 2);
    CHECK(largest_gap(seen, block) < 1e-5);
  }
  CHECK_THROWS_AS(seen.at(4), InputError);
  CHECK(error_of<InputError>([&] { seen.at(4); }).expected == "0 to 3");
  CHECK(error_of<InputError>([&] { seen.branches(2); }).expected == "0 to 1");
  CHECK(error_of<InputError>([] {
          const HiddenStateRecorder<T> nothing;
          nothing.at(0);
        }).expected == "a pass before");
  CHECK_THROWS_AS(seen.at(-1), InputError);
  CHECK_THROWS_AS(seen.branches(3), InputError);
}

TEST_CASE("norms of what branches give, and branches side by side: their sums are what lies between") {
  const auto branches = [](const std::string& name) {
    CAPTURE(name);
    const AnyModel model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    HiddenStateRecorder<float> seen;
    model.forward(Batch{}.add(sequence, prompt), workspace, seen);
    for (Index block = 0; block < seen.blocks(); ++block) CHECK(largest_gap(seen, block) < 1e-4);
    return seen.branches(seen.blocks() - 1).size();
  };
  CHECK(branches("gemma2") == 2);
  CHECK(branches("gemma3") == 2);
  CHECK(branches("glm4") == 2);
  CHECK(branches("olmo2") == 2);
  CHECK(branches("olmo3") == 2);
  CHECK(branches("lfm2") == 2);
  CHECK(branches("cohere") == 1);    // side by side on one norm
  CHECK(branches("gpt_neox") == 1);  // and on two
}

TEST_CASE("a branch is what its layer gives: the first block's attention, by hand") {
  const Gpt2<double> model{checkpoint("gpt2")};
  Workspace workspace;
  Sequence sequence = model.new_sequence(), again = model.new_sequence();
  HiddenStateRecorder<double> seen;
  model.forward(Batch{}.add(sequence, prompt), workspace, seen);
  CHECK(seen.embeddings() != seen.at(0));  // learned positions are added
  const Batch batch = Batch{}.add(again, prompt);
  again.reserve(6);
  workspace.begin_pass();
  NoProbe none;
  Pass<> pass{batch, workspace, *model.executor, none};
  View<double> x = workspace.keep<double>(6, 60);
  x = seen.at(0);
  x += model.layers[0].self_attn(model.layers[0].self_attn_norm(x, pass), pass);
  CHECK((x - seen.at(0) - seen.branches(0)[0].view()).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("norms after the sums and three branches: an encoder and a decoder with cross-attention") {
  const Bart<double> model{checkpoint("bart")};
  Workspace workspace;
  const std::vector<std::vector<TokenId>> sources{{4, 5, 6, 7}};
  HiddenStateRecorder<double> encoder, decoder;
  const std::vector<Source> encoded = model.encode(sources, workspace, {}, encoder);
  Sequence sequence = model.new_sequence(encoded.front());
  model.forward(Batch{}.add(sequence, prompt), workspace, decoder);
  CHECK(encoder.at(0).rows() == 4);
  CHECK(encoder.branches(0).size() == 2);
  Matrix<double> placed = encoder.with_positions();  // BART has a norm after the positions
  CHECK(placed != encoder.at(0));
  for (Index t = 0; t < 4; ++t) model.encoder.layernorm_embedding.row(placed.row(t).data(), placed.row(t).data(), placed.cols());
  CHECK(placed == encoder.at(0));
  REQUIRE(decoder.branches(0).size() == 3);
  // norm(norm(norm(x + a) + b) + c), by hand: what the last norm takes is its predecessor's output and the last branch
  const auto& layer = model.decoder.layers.front();
  const auto norm = [&](const auto& own, Matrix<double> x) {
    for (Index t = 0; t < x.rows(); ++t) own.row(x.data() + t * x.cols(), x.data() + t * x.cols(), x.cols());
    return x;
  };
  Matrix<double> x = decoder.at(0);
  x = norm(layer.self_attn_norm, x + decoder.branches(0)[0].view());
  x = norm(layer.encoder_attn_norm, x + decoder.branches(0)[1].view());
  x = norm(layer.mlp_norm, x + decoder.branches(0)[2].view());
  CHECK((x - decoder.at(1)).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("behind AnyOf and AnyEncoderDecoder the same is seen, and no output bit changes") {
  Workspace workspace;
  const Llama<> llama{checkpoint("llama_gqa")};
  const AnyOf<Gpt2<>, Llama<>> any{checkpoint("llama_gqa")};
  Sequence a = llama.new_sequence(), b = any.new_sequence(), c = any.new_sequence();
  HiddenStateRecorder<float> one, other;
  llama.forward(Batch{}.add(a, prompt), workspace, one);
  const Matrix<float> probed = any.forward(Batch{}.add(b, prompt), workspace, other);
  CHECK(probed == any.forward(Batch{}.add(c, prompt), workspace));
  CHECK(one.at(2) == other.at(2));
  CHECK(one.branches(1)[1].view() == other.branches(1)[1].view());

  const AnyEncoderDecoder<T5<>, MBart<>> translator{checkpoint("mbart")};
  const std::vector<std::vector<TokenId>> sources{{4, 5, 6, 7}};
  Sequence sequence = translator.new_sequence(translator.encode(sources, workspace, {}, one).front());
  CHECK(one.at(0).rows() == 4);
  translator.forward(Batch{}.add(sequence, prompt), workspace, other);
  CHECK(other.branches(0).size() == 3);
  CHECK(largest_gap(other, 0) < 1e-5);
}

TEST_CASE("the length of a row") {
  Tensor<float> x(2, 2);
  x.view() << 3, 4, 0, -2;
  CHECK(row_norms(std::as_const(x).view()) == std::vector<double>{5, 2});
}
