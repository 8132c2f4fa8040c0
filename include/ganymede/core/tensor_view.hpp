#pragma once
// Numbers in rows, to be looked at: for programs that read logits and recorded tensors and have no other use for Eigen.

#include <ganymede/core/tensor.hpp>

#include <cstddef>
#include <span>

namespace ganymede::inline v0 {

/// [rows, cols] of somebody else's memory, read only, and a value: assigning makes it show something else. What forward() and recorders
/// return converts to it:
///   ganymede::TensorView logits = model.forward(batch, workspace);   // until the workspace's next pass
///   const std::span<const float> row = logits.row(0);
///   logits = model.forward(next, workspace);
/// It holds no memory: who made what it shows says how long that lives.
template <Scalar T = float>
class TensorView {
 public:
  TensorView() = default;
  TensorView(const ConstView<T>& x)  // NOLINT(google-explicit-constructor): the same rows
      : data_(x.data()), rows_(x.rows()), cols_(x.cols()), stride_(x.outerStride()) {}
  TensorView(const View<T>& x) : TensorView(read_only(x)) {}          // NOLINT(google-explicit-constructor)
  TensorView(const Tensor<T>& tensor) : TensorView(tensor.view()) {}  // NOLINT(google-explicit-constructor)
  TensorView(const Tensor<T>&&) = delete;                             // it would show what is about to go

  Index rows() const noexcept { return rows_; }
  Index cols() const noexcept { return cols_; }
  bool empty() const noexcept { return rows_ == 0 || cols_ == 0; }

  /// Throws InputError outside.
  T operator()(Index row, Index col) const {
    detail::require_inside(col, cols_, "col");
    return this->row(row)[static_cast<std::size_t>(col)];
  }
  /// Throws InputError outside.
  std::span<const T> row(Index row) const {
    detail::require_inside(row, rows_, "row");
    return {data_ + row * stride_, static_cast<std::size_t>(cols_)};
  }

  /// The first row; the next one begins stride() numbers further on.
  const T* data() const noexcept { return data_; }
  Index stride() const noexcept { return stride_; }

  /// The same rows for Eigen's expressions, and for the functions that take them.
  operator ConstView<T>() const {  // NOLINT(google-explicit-constructor)
    return {data_, rows_, cols_, Eigen::OuterStride<>(stride_)};
  }

 private:
  const T* data_ = nullptr;
  Index rows_ = 0, cols_ = 0, stride_ = 0;
};

}  // namespace ganymede::inline v0
