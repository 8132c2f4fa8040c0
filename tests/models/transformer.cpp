#include <ganymede/models/m2m100.hpp>
#include <ganymede/models/marian.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<Transformer<>> && EncoderDecoderModel<PreNormTransformer<>>);
static_assert(!EncoderDecoderModel<Llama<>>);
static_assert(std::derived_from<Marian<>, Transformer<>> && std::derived_from<M2M100<>, PreNormTransformer<>>);

TEST_CASE("the plain Transformer, composed by hand, is what its paper says: norms last, so that each row has mean 0 and variance 1") {
  Transformer<double> model{Marian<double>{checkpoint("marian")}};
  for (auto* norms : {&model.encoder.layers.back().final_layer_norm}) {
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
