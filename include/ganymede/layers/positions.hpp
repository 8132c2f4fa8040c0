#pragma once
// Positions that are added to the embeddings: none, sinusoidal, learned.

#include <ganymede/layers/linear.hpp>

#include <cmath>
#include <string>

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

/// x_t += table[position + offset]. The table is [positions, D], learned.
template <Scalar T>
class LearnedPositions {
 public:
  LearnedPositions() = default;
  LearnedPositions(const Weights& weights, Index max_position_embeddings, Index hidden_size, Index offset = 0)
      : table_(weights, max_position_embeddings + offset, hidden_size), offset_(offset) {}

  template <class P>
  void add_to(View<T>& x, Pass<P>& pass) const {
    const Workspace::Scope scope(pass.workspace);
    View<T> row = pass.workspace.template take<T>(1, x.cols());
    detail::for_each_position(pass.batch, [&](Index t, Index position) {
      if (position + offset_ >= table_.out_features())
        throw ContextError{{.problem = "position outside the table of learned positions",
                            .expected = "at most " + std::to_string(table_.out_features() - 1 - offset_),
                            .found = std::to_string(position)}};
      table_.row(position + offset_, row.data());
      for (Index i = 0; i < x.cols(); ++i) x(t, i) += row(0, i);
    });
  }

 private:
  Linear<T> table_;
  Index offset_ = 0;
};

/// x_t += [sin(p w_0), cos(p w_0), sin(p w_1), ...] with w_i = 10000^(-2i / D) (Vaswani et al. 2017, section 3.5), interleaved as in the
/// paper, or all sines before all cosines, as in Marian.
template <Scalar T>
struct SinusoidalPositions {
  bool interleaved = true;
  Index offset = 0;  ///< the first token's position

  template <class P>
  void add_to(View<T>& x, Pass<P>& pass) const {
    detail::for_each_position(pass.batch, [&](Index t, Index position) {
      for (Index i = 0; i < x.cols(); ++i) x(t, i) += value(position + offset, i, x.cols());
    });
  }

  /// Component i of the encoding of `position` in D dimensions.
  T value(Index position, Index i, Index D) const {
    const Index pairs = (D + 1) / 2;
    const Index pair = interleaved ? i / 2 : i % pairs;
    const bool sine = interleaved ? i % 2 == 0 : i < pairs;
    const double angle = double(position) * std::pow(10000.0, -2.0 * double(pair) / double(D));
    return T(sine ? std::sin(angle) : std::cos(angle));
  }
};

}  // namespace ganymede::inline v0
