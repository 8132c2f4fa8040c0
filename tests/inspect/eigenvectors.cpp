#include <ganymede/inspect/eigenvectors.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("a matrix of two, by hand") {
  detail::SmallMatrix a(2, 2);
  a.values = {2, 1, 1, 2};
  const detail::SmallMatrix vectors = detail::jacobi(a);
  CHECK(a(0, 0) == doctest::Approx(3));
  CHECK(a(1, 1) == doctest::Approx(1));
  CHECK(std::abs(vectors(0, 0)) == doctest::Approx(std::sqrt(0.5)));
  CHECK(vectors(0, 0) == doctest::Approx(vectors(1, 0)));
  CHECK(vectors(0, 1) == doctest::Approx(-vectors(1, 1)));
}

TEST_CASE("the leading eigenvectors of a larger matrix with known ones, also where two eigenvalues are equal") {
  const Index n = 80;
  detail::SmallMatrix basis(n, n), a(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) basis(i, j) = std::sin(double((i + 1) * (j + 2)) * 0.7) + (i == j ? 0.1 : 0.0);
  detail::orthonormalise(basis);
  const auto eigenvalue = [](Index k) { return k < 2 ? 9.0 : 9 * std::pow(0.8, double(k)); };
  for (Index k = 0; k < n; ++k)
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) a(i, j) += eigenvalue(k) * basis(i, k) * basis(j, k);
  std::vector<double> values;
  const detail::SmallMatrix found = detail::leading_eigenvectors(a, 4, values);
  for (Index k = 0; k < 4; ++k) {
    CHECK(values[static_cast<std::size_t>(k)] == doctest::Approx(eigenvalue(k)).epsilon(1e-10));
    for (Index i = 0; i < n; ++i) {  // a v = lambda v
      double image = 0;
      for (Index j = 0; j < n; ++j) image += a(i, j) * found(j, k);
      CHECK(std::abs(image - values[static_cast<std::size_t>(k)] * found(i, k)) < 1e-9);
    }
  }
}
