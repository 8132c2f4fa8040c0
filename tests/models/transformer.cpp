#include <ganymede/models/transformer.hpp>

#include <ganymede/models/bart.hpp>
#include <ganymede/models/m2m100.hpp>
#include <ganymede/models/marian.hpp>

#include "../support/error_of.hpp"
#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<Transformer<>> && EncoderDecoderModel<PreNormTransformer<>>);
static_assert(!EncoderDecoderModel<Llama<>>);
static_assert(std::derived_from<Marian<>, StockEncoderDecoder<float>> && std::derived_from<M2M100<>, StockEncoderDecoder<float>>);

namespace {

/// A checkpoint in a model composed by hand.
template <class Family, class Model>
Model composed(const std::string& name) {
  const Checkpoint from = checkpoint(name);
  return load_encoder_decoder<Model>(weights_of<Family>(from), Family::config(from));
}

/// Logits of all rows of the targets.
template <class T>
std::vector<T> logits_of(const auto& model, const ExpectedTranslation& e) {
  Workspace workspace;
  return teacher_forced<T>(model, model.encode(e.sources, workspace), e.targets);
}

}  // namespace

TEST_CASE_TEMPLATE("the Transformer, composed by hand, is the stock model bit for bit, with its norms in either place", T, float, double) {
  const ExpectedTranslation marian = expected_translation("marian"), m2m100 = expected_translation("m2m100");
  CHECK(logits_of<T>(composed<MarianFamily, Transformer<T>>("marian"), marian) == logits_of<T>(Marian<T>{checkpoint("marian")}, marian));
  CHECK(logits_of<T>(composed<M2M100Family, PreNormTransformer<T>>("m2m100"), m2m100) ==
        logits_of<T>(M2M100<T>{checkpoint("m2m100")}, m2m100));
}

TEST_CASE("a type with sinusoids does not take a config with learned positions") {
  const auto load = [] { composed<BartFamily, Transformer<float>>("bart"); };
  CHECK(error_of<ConfigError>(load).key == "model.encoder.embed_positions");
}

TEST_CASE("the plain Transformer, composed by hand, is what its paper says: norms last, so that each row has mean 0 and variance 1") {
  auto model = composed<MarianFamily, Transformer<double>>("marian");
  for (auto* norms : {&model.encoder.layers.back().mlp_norm}) {
    std::fill(norms->weight.begin(), norms->weight.end(), 1.0);
    std::fill(norms->bias.begin(), norms->bias.end(), 0.0);
  }
  Workspace workspace;
  EncoderOutput<double> output;
  const std::vector<std::vector<TokenId>> sources{{5, 6, 7}, {8}};
  model.encode(sources, workspace, {}, output);
  const ConstView<double> x = view_of(static_cast<const double*>(output.values.data()), 4, 30);
  for (Index t = 0; t < 4; ++t) {
    CHECK(x.row(t).sum() == doctest::Approx(0).epsilon(1e-9));
    CHECK(x.row(t).squaredNorm() / 30 == doctest::Approx(1).epsilon(1e-4));
  }
}
