#include <ganymede/inspect/logit_lens.hpp>
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/bart.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/mbart.hpp>
#include <ganymede/models/t5.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

using AnyDecoder = AnyOf<Gpt2<>, Llama<>>;
using AnyTranslator = AnyEncoderDecoder<Marian<>, Bart<>, MBart<>, T5<>>;
static_assert(HasLogitsOf<AnyDecoder> && HasLogitsOf<AnyTranslator> && HasLogitsOf<Gpt2<>> && HasLogitsOf<Marian<>>);

namespace {
/// Logits of every layer but the last, as in lens.f32; those of the last layer go to `last`.
template <class M>
std::vector<float> lens_values(const M& model, const HiddenStateRecorder<float>& seen, std::vector<float>& last) {
  Workspace workspace;
  const std::size_t V = static_cast<std::size_t>(model.vocab_size()), T = static_cast<std::size_t>(seen.at(0).rows());
  std::vector<float> all(V * T * static_cast<std::size_t>(seen.blocks()));
  last.resize(V * T);
  for_each_lens_row(model, seen, workspace, [&](Index layer, Index row, std::span<const float> logits) {
    const std::size_t at = static_cast<std::size_t>(row) * V;
    float* const to = layer == seen.blocks() ? last.data() + at : all.data() + static_cast<std::size_t>(layer) * T * V + at;
    std::copy(logits.begin(), logits.end(), to);
  });
  return all;
}

/// Of a pass whose logits are `logits`: the last layer's lens is them, bit for bit, and the others are those of transformers.
template <class M>
void check_lens(const M& model, const HiddenStateRecorder<float>& seen, const std::vector<float>& logits, const std::string& name) {
  std::vector<float> last;
  const std::vector<float> earlier = lens_values(model, seen, last);
  CHECK(last == logits);
  CHECK(distance(earlier, read_binary<float>((folder(name) / "lens.f32").string())) < 2e-5);
}
std::vector<float> values(const ConstView<float>& x) { return {x.data(), x.data() + x.size()}; }
}  // namespace

TEST_CASE("decoders: the last layer's lens is the model's logits, bit for bit; the others are within 2e-5 of transformers") {
  for (const std::string name : {"gpt2", "llama_gqa", "mistral_window"}) {
    CAPTURE(name);
    const AnyDecoder model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    HiddenStateRecorder<float> seen;
    const std::vector<TokenId> prompt = expected(name).prompt;
    const std::vector<float> logits = values(model.forward(Batch{}.add(sequence, prompt, LogitRows::all), workspace, seen));
    check_lens(model, seen, logits, name);
  }
}

TEST_CASE("encoder-decoders: post-norm, pre-norm and T5's scaled head, the same") {
  for (const std::string name : {"marian", "bart", "mbart", "t5"}) {
    CAPTURE(name);
    const AnyTranslator model{checkpoint(name)};
    const ExpectedTranslation e = expected_translation(name);
    Workspace workspace;
    const std::vector<Source> sources = model.encode(std::span(&e.sources.back(), 1), workspace);
    Sequence sequence = model.new_sequence(sources.front());
    HiddenStateRecorder<float> seen;
    const std::vector<float> logits = values(model.forward(Batch{}.add(sequence, e.targets.back(), LogitRows::all), workspace, seen));
    check_lens(model, seen, logits, name);
  }
}

TEST_CASE("a lens names the answer, its probability in each layer and its rank") {
  const Gpt2<> model{checkpoint("gpt2")};
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  HiddenStateRecorder<float> seen;
  CHECK_THROWS_AS(logit_lens(model, seen, workspace, 1), InputError);
  const std::vector<TokenId> prompt(37, 5);  // more rows than are computed at a time
  const Matrix<float> logits = model.forward(Batch{}.add(sequence, prompt, LogitRows::all), workspace, seen);
  const LogitLens lens = logit_lens(model, seen, workspace, 3);
  CHECK(lens.layers() == 3);
  CHECK(lens.rows == 37);
  for (Index t = 0; t < 37; ++t) {
    const LensCell& last = lens.at(2, t);
    CHECK(last.top.size() == 3);
    CHECK(last.rank == 0);
    CHECK(last.answer.id == last.top[0].id);
    CHECK(last.answer.logprob == last.top[0].logprob);
    CHECK(last.top[0].id == most_probable({logits.row(t).data(), 517}, 1)[0].id);
    const LensCell& first = lens.at(0, t);
    CHECK(first.answer.id == last.answer.id);
    CHECK((first.rank == 0) == (first.top[0].id == first.answer.id));
    CHECK(first.answer.logprob <= first.top[0].logprob);
  }
}

TEST_CASE("hidden states of another width are refused") {
  const Gpt2<> model{checkpoint("gpt2")};
  const Marian<> translator{checkpoint("marian")};
  Workspace workspace;
  const Tensor<float> narrow(1, 7);
  CHECK_THROWS_WITH_AS(model.logits_of(narrow.view(), workspace), doctest::Contains("60"), InputError);
  CHECK_THROWS_AS(translator.logits_of(narrow.view(), workspace), InputError);
}
