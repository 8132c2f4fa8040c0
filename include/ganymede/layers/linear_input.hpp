#pragma once
// What products take: rows as floats and, where weights are blocks of small integers, as 8-bit integers too, made once for all of them.

#include <ganymede/ops/prepared_rows.hpp>
#include <ganymede/state/pass.hpp>

#include <concepts>

namespace ganymede::inline v0 {

template <Scalar T>
class Linear;

/// x [T, in], as a Linear takes it. A plain view is one, and shows what x is at the time. What a norm or prepare() makes is computed: it
/// holds its values in the workspace until the Scope that they were made in ends, so several layers may take it, one after the other,
/// while x changes.
template <Scalar T>
struct LinearInput {
  View<T> view;
  const InputBlock* blocks = nullptr;  ///< its 8-bit form; null: not made yet

  LinearInput(const View<T>& x, const InputBlock* quantized = nullptr) : view(x), blocks(quantized) {}
  operator View<T>() const { return view; }
};

namespace detail {
/// x with what products with `consumers` need of it, in the workspace until the innermost Scope ends. For layers that are done with it
/// before they return: a plain view is not copied.
template <Scalar T, class P>
LinearInput<T> input_of(LinearInput<T> x, Pass<P>& pass, const std::same_as<Linear<T>> auto&... consumers) {
  pass.products_take_blocks = (consumers.takes_blocks() || ...);
  (consumers.prepare(x, pass.workspace, pass.executor), ...);
  return x;
}
template <Scalar T, class P>
LinearInput<T> input_of(const View<T>& x, Pass<P>& pass, const std::same_as<Linear<T>> auto&... consumers) {
  return input_of(LinearInput<T>(x), pass, consumers...);
}
}  // namespace detail

/// `x` with all that products with `consumers` need of it, made once: q_proj(input, pass), k_proj(input, pass) share it. In the workspace
/// until the innermost Scope ends, and a copy, so that it stays as it is when x changes.
template <Scalar T, class P>
LinearInput<T> prepare(const View<T>& x, Pass<P>& pass, const std::same_as<Linear<T>> auto&... consumers) {
  View<T> copy = pass.workspace.template take<T>(x.rows(), x.cols());
  copy = x;
  return detail::input_of(copy, pass, consumers...);
}
/// The same of what is computed already, without a copy.
template <Scalar T, class P>
LinearInput<T> prepare(const LinearInput<T>& x, Pass<P>& pass, const std::same_as<Linear<T>> auto&... consumers) {
  return detail::input_of(x, pass, consumers...);
}

/// The rows of `x`, computed: compute(t) writes row t. Where the last layer before took rows of 8-bit integers, that form is made in the
/// same sweep, as the next one is likely to.
template <Scalar T, class P, class Compute>
LinearInput<T> prepare_rows(const View<T>& x, Compute compute, Pass<P>& pass) {
  if constexpr (std::same_as<T, float>) {
    if (pass.products_take_blocks && x.cols() % detail::block_values == 0) {
      PreparedRows rows = Linear<T>::rows_of(x);
      compute_and_quantize_rows(rows, compute, pass.executor, pass.workspace);
      return {x, rows.blocks};
    }
  }
  pass.for_rows(x.rows(), compute);
  return x;
}

}  // namespace ganymede::inline v0
