#pragma once
// Rotary positions: queries and keys are rotated by an angle that grows with their position.

#include <ganymede/layers/rope_scaling.hpp>
#include <ganymede/ops/rotate.hpp>
#include <ganymede/state/pass.hpp>

#include <cmath>
#include <memory>

namespace ganymede::inline v0 {

/// No positions in attention: they were added to the embeddings.
struct NoPosition {
  template <Scalar T, class P>
  void operator()(View<T>&, View<T>&, Index, Pass<P>&) const {}
};

/// Rotates the pair (i, i + frequency_count()) of each head by position * theta^(-2i / rotary_dim) (Su et al. 2021, "RoFormer",
/// section 3.2). Layers that copy one Rope share one table of cosines and sines a pass.
template <Scalar T>
class Rope {
 public:
  Rope() = default;
  explicit Rope(RopeConfig config)
      : shared_(std::make_shared<const Shared>(
            Shared{config, config.inverse_frequencies(config.max_position_embeddings), config.cos_sin_scale()})) {}

  /// q [T, H d] and k [T, K d], in place.
  template <class P>
  void operator()(View<T>& q, View<T>& k, Index head_dim, Pass<P>& pass) const {
    const Index half = shared_->config.frequency_count();
    const View<T> table = pass.template shared_table<T>(shared_, pass.batch.rows(), 2 * half, [&](View<T>& t) { fill(t, pass.batch); });
    pass.for_rows(q.rows(), [&](Index t) {
      const T* const cosines = table.data() + t * table.outerStride();
      rotate<T>(q.data() + t * q.outerStride(), q.cols() / head_dim, head_dim, half, cosines);
      rotate<T>(k.data() + t * k.outerStride(), k.cols() / head_dim, head_dim, half, cosines);
    });
  }

 private:
  struct Shared {
    RopeConfig config;
    std::vector<float> inverse_frequencies;  // [frequency_count()], of sequences within the trained context
    float scale;
  };

  /// Row t: cosines, then sines, of the angles at that row's position. Angles are products in T, as the reference computes them.
  void fill(View<T>& table, const Batch& batch) const {
    for (const Segment& s : batch.segments()) {
      std::vector<float> own;  // of a sequence that was declared longer, or within what LongRoPE leaves as it was
      if (shared_->config.differs(s.sequence->max_length())) own = shared_->config.inverse_frequencies(s.sequence->max_length());
      const std::vector<float>& inverse = own.empty() ? shared_->inverse_frequencies : own;
      for (Index r = 0; r < s.rows; ++r)
        for (std::size_t i = 0; i < inverse.size(); ++i) {
          const T angle = T(s.sequence->length() + r) * T(inverse[i]);
          table(s.first_row + r, Index(i)) = T(std::cos(double(angle))) * T(shared_->scale);
          table(s.first_row + r, Index(i + inverse.size())) = T(std::sin(double(angle))) * T(shared_->scale);
        }
    }
  }

  std::shared_ptr<const Shared> shared_;
};

}  // namespace ganymede::inline v0
