#pragma once
// Positions that are added to the embeddings: none, sinusoidal, learned.

#include <ganymede/layers/linear.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

/// Nothing is added (rotary and relative models).
struct NoAddedPositions {
  template <Scalar T, class P>
  void add_to(View<T>&, Pass<P>&) const {}
};

namespace detail {
/// Calls f(row, position) for every row of the batch; positions count from each sequence's length.
template <class F>
void for_each_position(const Batch& batch, F f) {
  for (const Segment& s : batch.segments())
    for (Index r = 0; r < s.rows; ++r) f(s.first_row + r, s.sequence->length() + r);
}
}  // namespace detail

/// x_t += table[position + offset]. The table is [positions, D], learned. Where a token is `uncounted`, as fairseq's padding is (RoBERTa),
/// it has row offset - 1, and those after it stand where they would without it.
template <Scalar T>
class LearnedPositions {
 public:
  LearnedPositions() = default;
  LearnedPositions(const Weights& weights, Index max_position_embeddings, Index hidden_size, Index offset = 0)
      : table_({LinearPart{.weights = weights, .out = max_position_embeddings + offset, .adaptable = false}}, hidden_size),
        offset_(offset) {}

  template <class P>
  void add_to(View<T>& x, Pass<P>& pass) const {
    const Workspace::Scope scope(pass.workspace);
    View<T> row = pass.workspace.template take<T>(1, x.cols());
    detail::for_each_position(pass.batch, [&](Index t, Index position) {
      if (position + offset_ >= table_.out_features())
        throw ContextError{{.problem = "position outside the table of learned positions",
                            .expected = "at most " + std::to_string(table_.out_features() - 1 - offset_),
                            .found = std::to_string(position)}};
      table_.row(place(pass.batch, t, position), row.data());
      for (Index i = 0; i < x.cols(); ++i) x(t, i) += row(0, i);
    });
  }

  TokenId uncounted = -1;  // none

 private:
  Index place(const Batch& batch, Index t, Index position) const {
    if (uncounted < 0) return position + offset_;
    const std::span<const TokenId> tokens = batch.tokens();
    const auto at = static_cast<std::size_t>(t);
    if (tokens[at] == uncounted) return offset_ - 1;
    const auto begin = tokens.begin() + (t - position);
    return position + offset_ - std::count(begin, tokens.begin() + t, uncounted);
  }

  Linear<T> table_;
  Index offset_ = 0;
};

/// Sines and cosines of the position p in D dimensions (Vaswani et al. 2017, section 3.5), as published models order and space them.
struct Sinusoids {
  bool interleaved = true;          ///< sin, cos, sin, cos, ... as in the paper; otherwise all sines before all cosines
  bool to_last_wavelength = false;  ///< w_i = 10000^(-i / (D / 2 - 1)), in float, as in tensor2tensor and fairseq; else 10000^(-2i / D)
  Index offset = 0;                 ///< the first token's p

  double value(Index p, Index i, Index D) const {
    const Index pairs = to_last_wavelength ? D / 2 : (D + 1) / 2;
    const Index pair = interleaved ? i / 2 : i % pairs;
    const bool sine = interleaved ? i % 2 == 0 : i < pairs;
    if (to_last_wavelength) {
      if (i >= 2 * pairs) return 0;  // an odd D ends with a zero
      const float w = std::exp(static_cast<float>(pair) * static_cast<float>(-std::log(10000.0) / double(std::max<Index>(pairs - 1, 1))));
      const double angle = double(static_cast<float>(p) * w);
      return sine ? std::sin(angle) : std::cos(angle);
    }
    const double angle = double(p) * std::pow(10000.0, -2.0 * double(pair) / double(D));
    return sine ? std::sin(angle) : std::cos(angle);
  }
};

/// x_t += [sin(p w_0), cos(p w_0), sin(p w_1), ...], from a table that copies share.
template <Scalar T>
class SinusoidalPositions {
 public:
  SinusoidalPositions() = default;
  SinusoidalPositions(Sinusoids sinusoids, Index max_position_embeddings, Index hidden_size) : sinusoids_(sinusoids) {
    Tensor<T> table(std::min<Index>(max_position_embeddings, 2048), hidden_size);  // what lies beyond is computed where it is needed
    for (Index p = 0; p < table.rows(); ++p) fill(table.view().data() + p * hidden_size, p, hidden_size);
    table_ = std::make_shared<const Tensor<T>>(std::move(table));
  }
  /// The table as a checkpoint has it: [positions, D].
  SinusoidalPositions(const Weights& weights, Index max_position_embeddings, Index hidden_size) {
    const Linear<T> stored({LinearPart{.weights = weights, .out = max_position_embeddings, .adaptable = false}}, hidden_size);
    Tensor<T> table(max_position_embeddings, hidden_size);
    for (Index p = 0; p < table.rows(); ++p) stored.row(p, table.view().data() + p * hidden_size);
    table_ = std::make_shared<const Tensor<T>>(std::move(table));
  }

  template <class P>
  void add_to(View<T>& x, Pass<P>& pass) const {
    const Index D = x.cols();
    for (const Segment& s : pass.batch.segments())
      pass.for_rows(s.rows, [&, length = s.sequence->length()](Index r) {
        const Index position = length + r;
        T* const row = x.data() + (s.first_row + r) * x.outerStride();
        if (position < table_->rows()) {
          const T* const added = table_->view().data() + position * D;
          for (Index i = 0; i < D; ++i) row[i] += added[i];
        } else {
          for (Index i = 0; i < D; ++i) row[i] += T(sinusoids_.value(position + sinusoids_.offset, i, D));
        }
      });
  }

 private:
  void fill(T* row, Index position, Index D) const {
    for (Index i = 0; i < D; ++i) row[i] = T(sinusoids_.value(position + sinusoids_.offset, i, D));
  }

  Sinusoids sinusoids_;
  std::shared_ptr<const Tensor<T>> table_;
};

}  // namespace ganymede::inline v0
