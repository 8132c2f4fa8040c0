#include <ganymede/core/tensor_view.hpp>

#include <doctest/doctest.h>

#include <type_traits>
#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("a tensor view is a value: assigned, indexed, sized, taken rows of") {
  const std::vector<float> memory{1, 2, 3, 4, 5, 6}, other{7, 8};
  TensorView view = view_of(memory.data(), 2, 3);
  static_assert(std::is_same_v<decltype(view), TensorView<float>>);
  CHECK(view.rows() == 2);
  CHECK(view.cols() == 3);
  CHECK(view(0, 2) == 3);
  CHECK(view(1, 0) == 4);
  CHECK(view.row(1).size() == 3);
  CHECK(view.row(1)[2] == 6);
  CHECK(view.row(0).data() == memory.data());
  view = view_of(other.data(), 1, 2);
  CHECK(view.rows() == 1);
  CHECK(view(0, 1) == 8);
  CHECK(memory[0] == 1);  // which it showed before
  view = {};
  CHECK(view.empty());
  CHECK(view.rows() == 0);
  CHECK_THROWS_AS(view.row(0), InputError);
}

TEST_CASE("rows may lie further apart than they are long; Eigen takes them as they are") {
  std::vector<double> memory(12);
  for (std::size_t i = 0; i < 12; ++i) memory[i] = double(i);  // [3, 4]
  const TensorView<double> middle = columns(view_of(memory.data(), 3, 4), 1, 2);
  CHECK(middle(2, 1) == 10);
  CHECK(middle.row(1)[0] == 5);
  CHECK(middle.stride() == 4);
  const ConstView<double> eigen = middle;
  CHECK(eigen == Matrix<double>{{1, 2}, {5, 6}, {9, 10}});
  CHECK(eigen.data() == memory.data() + 1);
}

TEST_CASE("what is outside is an error that says what there is; a tensor has the same") {
  Tensor<float> tensor(2, 3);
  tensor.view()(1, 2) = 5;
  const TensorView<float> view = tensor;
  CHECK(view(1, 2) == 5);
  CHECK(tensor(1, 2) == 5);
  CHECK(tensor.row(1)[2] == 5);
  CHECK(tensor.row(1).size() == 3);
  for (const Index wrong : {Index{-1}, Index{3}}) {
    CHECK(error_of<InputError>([&] { static_cast<void>(view(0, wrong)); }).key == "col");
    CHECK(error_of<InputError>([&] { static_cast<void>(tensor(0, wrong)); }).expected == "0 or more, below 3");
  }
  CHECK(error_of<InputError>([&] { static_cast<void>(view(2, 0)); }).key == "row");
  CHECK(error_of<InputError>([&] { static_cast<void>(view.row(-1)); }).expected == "0 or more, below 2");
  CHECK(error_of<InputError>([&] { static_cast<void>(tensor.row(2)); }).key == "row");
  static_assert(!std::is_constructible_v<TensorView<float>, Tensor<float>>, "a view of what is about to go");
  static_assert(std::is_convertible_v<const Tensor<float>&, TensorView<float>>);
}
