#include <ganymede/models/transformer_stack.hpp>

#include <ganymede/inspect/hidden_state_recorder.hpp>

#include <doctest/doctest.h>

#include "../support/error_of.hpp"
#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

/// x = factor x + amount, and rows times their positions: each step leaves its own trace.
struct Affine {
  double factor = 1, amount = 0;
  template <class P>
  void operator()(View<double>& x, Pass<P>&) const {
    x.array() = factor * x.array() + amount;
  }
};
struct PlusPosition {
  template <class P>
  void add_to(View<double>& x, Pass<P>& pass) const {
    detail::for_each_position(pass.batch, [&](Index t, Index position) { x.row(t).array() += double(position); });
  }
};
struct Halved {
  template <class P>
  LinearInput<double> operator()(const View<double>& x, Pass<P>& pass) const {
    View<double> y = pass.workspace.template take<double>(x.rows(), x.cols());
    y = x / 2;
    return y;
  }
};
using TracedStack = TransformerStack<double, Affine, PlusPosition, NoNorm, Halved>;

TracedStack traced_stack() {
  TracedStack stack;
  stack.embed_tokens = Embedding<double>(linear_of<double>(3, 2, {1, 2, 3, 4, 5, 6}));
  stack.embed_scale = 10;
  stack.layers = {{.factor = 3}, {.amount = 7}};
  return stack;
}

Matrix<double> passed(const TracedStack& stack, const Batch& batch) {
  Matrix<double> y;
  with_pass_over(batch, [&](Pass<>& pass) { y = stack(pass); });
  return y;
}

}  // namespace

TEST_CASE("embedding, its scale, positions, their norm, then block after block, by hand") {
  Sequence sequence(one_layer(1, 1));
  const std::vector<TokenId> tokens{2, 0};
  // (10 e + position) / 2 * 3 + 7
  const Matrix<double> expected{{82, 97}, {23.5, 38.5}};
  CHECK(passed(traced_stack(), Batch{}.add(sequence, tokens)) == expected);
  CHECK(traced_stack().hidden_size() == 2);
  CHECK(traced_stack().vocab_size() == 3);
}

TEST_CASE("positions go on where a sequence is, whatever else is in the batch") {
  Sequence whole(one_layer(1, 1)), pieces(one_layer(1, 1)), beside(one_layer(1, 1));
  const std::vector<TokenId> tokens{2, 0, 1}, first{2, 0}, second{1}, other{1, 1};
  const Matrix<double> expected = passed(traced_stack(), Batch{}.add(whole, tokens));
  CHECK(passed(traced_stack(), Batch{}.add(pieces, first)) == expected.topRows(2));
  CHECK(passed(traced_stack(), Batch{}.add(beside, other).add(pieces, second)).row(2) == expected.row(2));
}

TEST_CASE("a probe sees the embeddings, what enters the first block and what leaves each") {
  Sequence sequence(one_layer(1, 1));
  const std::vector<TokenId> tokens{2};
  HiddenStateRecorder<double> seen;
  with_pass_over(Batch{}.add(sequence, tokens), seen, [&](auto& pass) { traced_stack()(pass); });
  CHECK(Matrix<double>(seen.embeddings()) == Matrix<double>{{50, 60}});
  CHECK(Matrix<double>(seen.at(0)) == Matrix<double>{{25, 30}});
  CHECK(Matrix<double>(seen.at(1)) == Matrix<double>{{75, 90}});
  CHECK(Matrix<double>(seen.at(2)) == Matrix<double>{{82, 97}});
}

TEST_CASE("a token outside the table is refused by its place") {
  Sequence sequence(one_layer(1, 1));
  const std::vector<TokenId> tokens{2, 3};
  CHECK(error_of<InputError>([&] { passed(traced_stack(), Batch{}.add(sequence, tokens)); }).key == "token 1");
}
