#pragma once
// Views of rows in somebody's memory (Eigen maps, never aligned ones) and the tensor that owns such memory.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/error.hpp>

#include <Eigen/Core>

#include <limits>
#include <span>
#include <string>

namespace ganymede::inline v0 {

template <Scalar T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// [rows, cols] of somebody else's memory; rows may lie further apart than cols (a column slice of a wider matrix). As with any
/// Eigen map, assigning to a view writes the values it shows; it never makes it show something else.
template <Scalar T>
using View = Eigen::Map<Matrix<T>, Eigen::Unaligned, Eigen::OuterStride<>>;
template <Scalar T>
using ConstView = Eigen::Map<const Matrix<T>, Eigen::Unaligned, Eigen::OuterStride<>>;

template <Scalar T>
View<T> view_of(T* data, Index rows, Index cols) {
  return {data, rows, cols, Eigen::OuterStride<>(cols)};
}
template <Scalar T>
ConstView<T> view_of(const T* data, Index rows, Index cols) {
  return {data, rows, cols, Eigen::OuterStride<>(cols)};
}

/// The same rows, not to be written.
template <Scalar T>
ConstView<T> read_only(const View<T>& x) {
  return {x.data(), x.rows(), x.cols(), Eigen::OuterStride<>(x.outerStride())};
}

/// Columns [first, first + count) of `x`, without a copy.
template <Scalar T>
View<T> columns(const View<T>& x, Index first, Index count) {
  return {const_cast<T*>(x.data()) + first, x.rows(), count, Eigen::OuterStride<>(x.outerStride())};
}

/// Rows [first, first + count) of `x`, without a copy.
template <Scalar T>
View<T> rows_of(const View<T>& x, Index first, Index count) {
  return {const_cast<T*>(x.data()) + first * x.outerStride(), count, x.cols(), Eigen::OuterStride<>(x.outerStride())};
}

namespace detail {
/// Throws InputError where there is no such row or column.
inline void require_inside(Index number, Index count, const char* key) {
  if (number < 0 || number >= count)
    throw InputError{{.problem = "outside the tensor",
                      .key = key,
                      .expected = "0 or more, below " + std::to_string(count),
                      .found = std::to_string(number)}};
}
}  // namespace detail

/// An owned, zeroed [rows, cols] matrix. Throws InputError for sizes that no memory can hold.
template <Scalar T>
class Tensor {
 public:
  Tensor() = default;
  Tensor(Index rows, Index cols) : buffer_(bytes(rows, cols), "a matrix"), rows_(rows), cols_(cols) {}

  ConstView<T> view() const { return view_of(reinterpret_cast<const T*>(buffer_.data()), rows_, cols_); }
  View<T> view() { return view_of(reinterpret_cast<T*>(buffer_.data()), rows_, cols_); }
  Index rows() const noexcept { return rows_; }
  Index cols() const noexcept { return cols_; }

  /// One number, and one row; as long as the tensor lives. Throw InputError outside.
  T operator()(Index row, Index col) const& {
    detail::require_inside(col, cols_, "col");
    return this->row(row)[static_cast<std::size_t>(col)];
  }
  std::span<const T> row(Index row) const& {
    detail::require_inside(row, rows_, "row");
    return {reinterpret_cast<const T*>(buffer_.data()) + row * cols_, static_cast<std::size_t>(cols_)};
  }
  std::span<const T> row(Index row) const&& = delete;

 private:
  static std::size_t bytes(Index rows, Index cols) {
    if (rows < 0 || cols < 0 || (cols != 0 && rows > std::numeric_limits<Index>::max() / cols / Index{sizeof(T)}))
      throw InputError{{.problem = "a tensor of this size cannot exist", .found = std::to_string(rows) + " x " + std::to_string(cols)}};
    return static_cast<std::size_t>(rows * cols) * sizeof(T);
  }

  Buffer buffer_;
  Index rows_ = 0, cols_ = 0;
};

}  // namespace ganymede::inline v0
