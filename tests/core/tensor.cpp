#include <ganymede/core/tensor.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <utility>
#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("a view shows somebody's memory row by row, and assigning writes there, by hand") {
  std::vector<float> memory{1, 2, 3, 4, 5, 6};
  View<float> x = view_of(memory.data(), 2, 3);
  CHECK(x.rows() == 2);
  CHECK(x.cols() == 3);
  CHECK(x(0, 2) == 3);
  CHECK(x(1, 0) == 4);
  x(1, 1) = 50;
  CHECK(memory[4] == 50);
  std::vector<float> other{7, 7, 7, 7, 7, 7};
  x = view_of(other.data(), 2, 3);
  CHECK(x.data() == memory.data());  // it shows the same place
  CHECK(memory == other);
  CHECK(read_only(x).data() == memory.data());
}

TEST_CASE("columns and rows are parts of the same memory, one within the other") {
  std::vector<double> memory(12);
  for (std::size_t i = 0; i < 12; ++i) memory[i] = double(i);  // [3, 4]
  const View<double> x = view_of(memory.data(), 3, 4);
  const View<double> middle = columns(x, 1, 2);
  CHECK(middle.rows() == 3);
  CHECK(middle.cols() == 2);
  CHECK(middle == Matrix<double>{{1, 2}, {5, 6}, {9, 10}});
  View<double> last = rows_of(middle, 1, 2);
  CHECK(last == Matrix<double>{{5, 6}, {9, 10}});
  CHECK(columns(last, 1, 1) == Matrix<double>{{6}, {10}});
  last.setZero();
  CHECK(memory == std::vector<double>{0, 1, 2, 3, 4, 0, 0, 7, 8, 0, 0, 11});
  CHECK(read_only(last).outerStride() == 4);
}

TEST_CASE("a tensor owns zeros, and takes them along when it is moved") {
  Tensor<float> tensor(3, 2);
  CHECK(tensor.rows() == 3);
  CHECK(tensor.cols() == 2);
  CHECK(tensor.view().isZero(0));
  tensor.view()(2, 1) = 5;
  const float* const memory = tensor.view().data();
  const Tensor<float> moved = std::move(tensor);
  CHECK(moved.view().data() == memory);
  CHECK(moved.view()(2, 1) == 5);
  CHECK(reinterpret_cast<std::uintptr_t>(memory) % Buffer::alignment == 0);
  CHECK(Tensor<double>().view().size() == 0);
  CHECK(Tensor<double>(0, 5).cols() == 5);
}

TEST_CASE("sizes that no memory can hold are refused, products that overflow among them") {
  constexpr Index most = std::numeric_limits<Index>::max();
  CHECK(error_of<InputError>([] { Tensor<float>(-1, 2); }).found == "-1 x 2");
  CHECK_THROWS_AS(Tensor<float>(2, -1), InputError);
  CHECK_THROWS_AS(Tensor<float>(most, 2), InputError);
  CHECK_THROWS_AS(Tensor<double>(most / 8 + 1, 1), InputError);
  CHECK_THROWS_AS(Tensor<float>(Index{1} << 32, Index{1} << 32), InputError);  // 2^64: 0 in 64 bits
}
