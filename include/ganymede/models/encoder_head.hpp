#pragma once
// What stands on an encoder: a masked language model's head, a classifier, a pooler.

#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/linear.hpp>

#include <optional>
#include <vector>

namespace ganymede::inline v0 {

/// norm(activation(dense(x))), of which any may be missing: BERT's pooler, and the first half of most heads. [n, D] -> [n, E]
template <Scalar T>
struct HeadTransform {
  Linear<T> dense{};
  std::optional<AnyActivation> activation{};
  AnyNorm<T> norm{};

  template <class P>
  View<T> operator()(const View<T>& x, Pass<P>& pass) const {
    View<T> y = pass.workspace.template take<T>(x.rows(), dense.empty() ? x.cols() : dense.out_features());
    if (dense.empty())
      y = x;
    else
      dense.multiply(x, y, false, pass);
    pass.for_rows(y.rows(), [&](Index t) {
      if (activation) activate_row<T>(*activation, &y(t, 0), nullptr, &y(t, 0), y.cols());
      if (!norm.is_none()) norm.row(&y(t, 0), &y(t, 0), y.cols());
    });
    return y;
  }
};

/// out(transform(x)) + bias: logits of rows. `mean`: of a sequence head, whether a text's row is the mean of its tokens' or the first's.
template <Scalar T>
struct EncoderHead {
  HeadTransform<T> transform{};
  Linear<T> out{};
  std::vector<T> bias{};  // of an `out` that is somebody else's table; empty: none
  bool mean = false;

  bool empty() const { return out.empty(); }

  /// [n, D] -> [n, V or labels], in the workspace until its next pass.
  template <class P>
  ConstView<T> operator()(const View<T>& x, Pass<P>& pass) const {
    View<T> logits = pass.workspace.template keep<T>(x.rows(), out.out_features());
    if (x.rows() == 0) return read_only(logits);
    out.multiply(transform(x, pass), logits, false, pass);
    if (!bias.empty())
      pass.for_rows(logits.rows(), [&](Index t) {
        for (Index i = 0; i < logits.cols(); ++i) logits(t, i) += bias[static_cast<std::size_t>(i)];
      });
    return read_only(logits);
  }
};

namespace detail {
/// A row for each segment of the batch: its first, or the mean of all. [T, D] -> [segments, D]. They are what the pass computes from now
/// on.
template <Scalar T, class P>
View<T> pooled_rows(const View<T>& x, bool mean, Pass<P>& pass) {
  const auto segments = pass.batch.segments();
  View<T> pooled = pass.workspace.template take<T>(static_cast<Index>(segments.size()), x.cols());
  for (Index i = 0; i < pooled.rows(); ++i) {
    const Segment& s = segments[static_cast<std::size_t>(i)];
    pooled.row(i) = x.row(s.first_row);
    for (Index r = 1; mean && r < s.rows; ++r) pooled.row(i) += x.row(s.first_row + r);
    if (mean) pooled.row(i) /= T(s.rows);
  }
  if (pass.row_adapters != nullptr) {
    Index* const adapters = pass.workspace.template take_array<Index>(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i) adapters[i] = segments[i].sequence->adapter();
    pass.row_adapters = adapters;
  }
  return pooled;
}
}  // namespace detail

}  // namespace ganymede::inline v0
