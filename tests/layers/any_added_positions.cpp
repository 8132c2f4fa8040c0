#include <ganymede/layers/any_added_positions.hpp>

#include <doctest/doctest.h>

#include <string>

#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

/// Rows of ones with positions added: two of a sequence that begins, then two of one that holds three already.
Matrix<double> with_added(const auto& positions) {
  Sequence begun(one_layer(1, 1)), held(one_layer(1, 1));
  held.reserve(3);
  held.commit(3);
  const std::vector<TokenId> two{1, 2};
  Matrix<double> x = Matrix<double>::Ones(4, 6);
  with_pass_over(Batch{}.add(begun, two).add(held, two), [&](Pass<>& pass) {
    View<double> view = shown(x);
    positions.add_to(view, pass);
  });
  return x;
}

LearnedPositions<double> a_learned_table() {
  std::string stored;
  for (const float v : steps_of(8 * 6, 5)) stored += raw(v);
  GgufFile file;
  file.string("general.architecture", "test");
  file.tensor("table.weight", {6, 8}, 0, stored);
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "positions"};
  return {Weights(checkpoint, {}, "") / "table", 8, 6};
}

}  // namespace

TEST_CASE("any positions are the positions that they hold; none add nothing") {
  const SinusoidalPositions<double> sinusoidal(Sinusoids{}, 64, 6);
  CHECK(with_added(AnyAddedPositions<double>(sinusoidal)) == with_added(sinusoidal));
  CHECK(with_added(AnyAddedPositions<double>(a_learned_table())) == with_added(a_learned_table()));
  CHECK(with_added(AnyAddedPositions<double>()) == Matrix<double>::Ones(4, 6));
  CHECK(with_added(sinusoidal) != Matrix<double>::Ones(4, 6));
}

TEST_CASE("where it is asked for, the first row of a sequence has nothing but its position") {
  const SinusoidalPositions<double> sinusoidal(Sinusoids{}, 64, 6);
  AnyAddedPositions<double> positions(sinusoidal);
  positions.start_from_zero_embedding = true;
  Matrix<double> expected = with_added(sinusoidal);
  expected.row(0).array() -= 1;
  CHECK((with_added(positions) - expected).cwiseAbs().maxCoeff() < 1e-15);
}
