#include <ganymede/layers/positions.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("sinusoidal positions are the paper's, interleaved or in halves") {
  const Sinusoids paper{}, halves{.interleaved = false};
  CHECK(paper.value(0, 0, 6) == 0);
  CHECK(paper.value(0, 1, 6) == 1);
  CHECK(paper.value(3, 2, 6) == doctest::Approx(std::sin(3 * std::pow(10000, -2.0 / 6))));
  for (Index i = 0; i < 3; ++i) {
    CHECK(halves.value(5, i, 6) == paper.value(5, 2 * i, 6));
    CHECK(halves.value(5, i + 3, 6) == paper.value(5, 2 * i + 1, 6));
  }
}

TEST_CASE("tensor2tensor's sinusoids end at the last wavelength, and an odd dimension with a zero") {
  const Sinusoids fairseq{.interleaved = false, .to_last_wavelength = true};
  CHECK(fairseq.value(5, 0, 7) == doctest::Approx(std::sin(5)));
  CHECK(fairseq.value(5, 2, 7) == doctest::Approx(std::sin(5 / 10000.0)));
  CHECK(fairseq.value(5, 4, 7) == doctest::Approx(std::cos(5 / 100.0)));
  CHECK(fairseq.value(5, 6, 7) == 0);
}

TEST_CASE("they are added by position in the sequence, not by row of the batch") {
  const auto shape = std::make_shared<const StateShape>(StateShape{{{1, 1}}, 10, 10});
  Sequence a(shape), b(shape);
  a.reserve(3);
  a.commit(3);
  const std::vector<TokenId> two{1, 2};
  const Batch batch = Batch{}.add(b, two).add(a, two);
  Workspace workspace;
  ThreadPool pool{1};
  NoProbe probe;
  Pass<> pass{batch, workspace, pool, probe};
  View<double> x = workspace.keep<double>(4, 5);
  const Sinusoids sinusoids{.offset = 2};
  for (const Index table : {10, 2}) {  // from the table, and beyond it
    x.setConstant(1);
    SinusoidalPositions<double>(sinusoids, table, 5).add_to(x, pass);
    for (Index i = 0; i < 5; ++i) {
      CHECK(x(1, i) == 1 + sinusoids.value(1 + 2, i, 5));
      CHECK(x(3, i) == 1 + sinusoids.value(4 + 2, i, 5));
    }
  }
}
