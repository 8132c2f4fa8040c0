#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/product.hpp>

#include <doctest/doctest.h>

#include <type_traits>

#include "../support/layer_pass.hpp"

using namespace ganymede;

TEST_CASE_TEMPLATE("a product becomes a view, or is added to one, by hand", T, float, double) {
  const Linear<T> linear = linear_of<T>(2, 2, std::vector<float>{1, 2, 3, 4});
  Sequence sequence(one_layer(1, 1));
  const TokenId token[1]{};
  with_pass_over(Batch{}.add(sequence, token), [&](Pass<>& pass) {
    Matrix<T> rows{{T(1), T(-1)}, {T(2), T(0)}};  // x W^T: (1 - 2, 3 - 4) and (2, 6)
    const View<T> x = shown(rows), y = linear(x, pass);
    CHECK(y == Matrix<T>{{-1, -1}, {2, 6}});
    Matrix<T> stream{{T(10), T(20)}, {T(30), T(40)}};
    View<T> residual = shown(stream);
    residual += linear(x, pass);
    CHECK(stream == Matrix<T>{{9, 19}, {32, 46}});
    CHECK(rows == Matrix<T>{{1, -1}, {2, 0}});
  });
}

TEST_CASE("a product is used where it is made: no copies, and none that has a name") {
  static_assert(!std::is_copy_constructible_v<Product<float>>);
  static_assert(!std::is_copy_assignable_v<Product<float>>);
  static_assert(std::is_convertible_v<Product<float>&&, View<float>>);
  static_assert(!std::is_convertible_v<Product<float>&, View<float>>);
}

TEST_CASE("an input that was given back is told, not read") {
  const Linear<double> linear = linear_of<double>(2, 2, std::vector<float>{1, 2, 3, 4});
  Sequence sequence(one_layer(1, 1));
  const TokenId token[1]{};
  with_pass_over(Batch{}.add(sequence, token), [&](Pass<>& pass) {
    const auto taken = [&] {
      const Workspace::Scope scope(pass.workspace);
      return pass.workspace.take<double>(1, 2);
    }();
    Matrix<double> stream{{1, 1}};
    View<double> residual = shown(stream);
    CHECK_THROWS_WITH_AS(static_cast<void>(View<double>(linear(taken, pass))), doctest::Contains("Linear"), InputError);
    CHECK_THROWS_AS(residual += linear(taken, pass), InputError);
    CHECK(stream == Matrix<double>{{1, 1}});
  });
}
