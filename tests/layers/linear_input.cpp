#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/linear_input.hpp>

#include <doctest/doctest.h>

#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {
/// f(pass, weights of floats, weights of 8-bit blocks, x [3, 32]).
template <class F>
void with_layers(F f) {
  const std::vector<float> values = steps_of(4 * 32, 1);
  std::string stored;
  for (const float v : values) stored += raw(v);
  GgufFile file;
  file.string("general.architecture", "test");
  file.tensor("matrix.weight", {32, 4}, 0, stored);
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "a matrix"};
  const Linear<float> floats(Weights(checkpoint, {}, "") / "matrix", 4, 32);
  const Linear<float> blocks(Weights(checkpoint, {}, "", {.weights = DType::q8_0}) / "matrix", 4, 32);
  Sequence sequence(one_layer(1, 1));
  const std::vector<TokenId> tokens(3);
  Matrix<float> rows = matrix_of<float>(3, 32, steps_of(3 * 32, 2));
  with_pass_over(Batch{}.add(sequence, tokens), [&](Pass<>& pass) {
    View<float> x = shown(rows);
    f(pass, floats, blocks, x);
  });
}
}  // namespace

TEST_CASE("what is prepared stays when x changes; a plain view shows the change") {
  with_layers([](Pass<>& pass, const Linear<float>& floats, const Linear<float>& blocks, View<float>& x) {
    for (const Linear<float>* const linear : {&floats, &blocks}) {
      const View<float> before = (*linear)(x, pass);
      const LinearInput<float> prepared = prepare(x, pass, *linear), plain(x);
      x *= 2;
      const View<float> of_prepared = (*linear)(prepared, pass), of_plain = (*linear)(plain, pass);
      CHECK(of_prepared == before);
      CHECK(of_plain == 2 * before);  // powers of two are exact, in 8 bits too
      x /= 2;
    }
  });
}

TEST_CASE("8-bit forms are made for weights that take them, once, and for no others") {
  with_layers([](Pass<>& pass, const Linear<float>& floats, const Linear<float>& blocks, const View<float>& x) {
    CHECK(prepare(x, pass, floats).blocks == nullptr);
    CHECK_FALSE(pass.products_take_blocks);
    const LinearInput<float> both = prepare(x, pass, floats, blocks);
    CHECK(both.blocks != nullptr);
    CHECK(pass.products_take_blocks);
    CHECK(prepare(both, pass, blocks).blocks == both.blocks);
    CHECK(prepare(both, pass, floats).view.data() == both.view.data());
  });
}

TEST_CASE("rows that are computed are quantised in the same sweep where the last products took that, with the same result") {
  with_layers([](Pass<>& pass, const Linear<float>&, const Linear<float>& blocks, const View<float>& x) {
    const View<float> expected = blocks(x, pass);
    for (const bool taken : {true, false}) {
      View<float> y = pass.workspace.take<float>(3, 32);
      pass.products_take_blocks = taken;
      const LinearInput<float> rows = prepare_rows(
          y, [&](Index t) { y.row(t) = x.row(t); }, pass);
      CHECK((rows.blocks != nullptr) == taken);
      CHECK(rows.view == x);
      const View<float> product = blocks(rows, pass);
      CHECK(product == expected);
    }
    View<float> narrow = pass.workspace.take<float>(3, 31);  // no whole blocks
    pass.products_take_blocks = true;
    CHECK(prepare_rows(
              narrow, [&](Index t) { narrow.row(t).setZero(); }, pass)
              .blocks == nullptr);
  });
}
