#pragma once
// What a linear layer returns: a product that is computed where it is needed.

#include <ganymede/layers/linear_input.hpp>

namespace ganymede::inline v0 {

/// x W^T, not yet computed: becoming a view computes it, being added to the residual stream computes it in place. Either happens where it
/// is made: a product that has a name could be asked for when its input has changed, so that does not compile. Name the view instead,
/// `View<T> y = linear(x, pass)`. What a layer has to compute itself stands in for one.
template <Scalar T>
class Product {
 public:
  /// `adapters` are those of x's rows; null: none has one.
  Product(const Linear<T>& linear, const LinearInput<T>& x, Workspace& workspace, Executor& executor, const Index* adapters = nullptr)
      : linear_(&linear), x_(x), workspace_(workspace), executor_(executor), adapters_(adapters) {}
  /// `computed` is what becomes a view, or is added.
  Product(const View<T>& computed, Workspace& workspace, Executor& executor) : x_(computed), workspace_(workspace), executor_(executor) {}
  Product(const Product&) = delete;
  Product& operator=(const Product&) = delete;

  operator View<T>() && {
    Linear<T>::require_present(x_, workspace_);  // before its memory may be taken for y
    if (linear_ == nullptr) return x_;
    View<T> y = workspace_.template take<T>(x_.view.rows(), linear_->out_features());
    linear_->multiply(x_, y, false, workspace_, executor_, adapters_);
    return y;
  }
  operator View<T>() const& = delete;
  friend View<T>& operator+=(View<T>& y, Product&& product) {
    if (product.linear_ != nullptr)
      product.linear_->multiply(product.x_, y, true, product.workspace_, product.executor_, product.adapters_);
    else
      y += product.x_.view;
    return y;
  }
  friend View<T>& operator+=(View<T>& y, const Product& product) = delete;

 private:
  const Linear<T>* linear_ = nullptr;
  LinearInput<T> x_;
  Workspace& workspace_;
  Executor& executor_;
  const Index* adapters_ = nullptr;
};

}  // namespace ganymede::inline v0
