#include <ganymede/models/stock_stack.hpp>

#include <ganymede/inspect/hidden_state_recorder.hpp>

#include "../support/layer_pass.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE("probes that a pass may see as any, and others") {
  static_assert(detail::SeenAsAny<NoProbe, float> && detail::SeenAsAny<AnyProbe, float>);
  static_assert(detail::SeenAsAny<HiddenStateRecorder<float>, float>);
  static_assert(!detail::SeenAsAny<NoProbe, double> && !detail::SeenAsAny<HiddenStateRecorder<double>, double>);
  struct Own {};
  static_assert(!detail::SeenAsAny<Own, float>);
  NoProbe none;
  CHECK(!detail::as_any(none).wishes().hidden_states);
  HiddenStateRecorder<float> recorder;
  CHECK(&detail::as_any(recorder) == &recorder);
}

TEST_CASE("a stock stack without layers, norms and positions is its table") {
  StockStack<float> stack;
  stack.embed_tokens = Embedding<float>(linear_of<float>(2, 3, {1, 2, 3, 4, 5, 6}));
  Sequence sequence(one_layer(1, 1));
  const std::vector<TokenId> tokens{1, 0};
  AnyProbe probe;
  with_pass_over(Batch{}.add(sequence, tokens), probe, [&](Pass<AnyProbe>& pass) {
    CHECK(Matrix<float>(stack(pass)) == Matrix<float>{{4, 5, 6}, {1, 2, 3}});
    CHECK(Matrix<float>(View<float>(stack.norm(stack(pass), pass))) == Matrix<float>{{4, 5, 6}, {1, 2, 3}});
  });
}
