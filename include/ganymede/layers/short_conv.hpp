#pragma once
// A short convolution between two gates (LFM2's): a layer that looks back at a few positions and keeps a state of one size.

#include <ganymede/layers/linear.hpp>
#include <ganymede/ops/short_convolution.hpp>

#include <algorithm>
#include <cstring>
#include <vector>

namespace ganymede::inline v0 {

/// B, C, x = in_proj(input);  u_t = B_t x_t;  y_t = out_proj(C_t (bias + sum over j < L of weight_j u_(t - L + 1 + j))), elementwise but
/// for the two products (Liquid AI 2025, "LFM2 Technical Report", section 2.1). Before a text's first position u is 0. The state is the
/// last L - 1 rows of u, in T: what a row becomes depends on them and on nothing else, so that pieces give the bits of the whole.
template <Scalar T>
class ShortConv {
 public:
  ShortConv() = default;  // none
  /// The tensors in_proj [3D, D], conv [D, 1, L] and out_proj [D, D] below `weights`; `layer` is the recurrent slot. Throws TensorError.
  ShortConv(const Weights& weights, Index hidden_size, Index length, bool with_bias, Index layer)
      : layer_(layer),
        length_(length),
        in_proj_(weights / "in_proj", 3 * hidden_size, hidden_size, with_bias),
        out_proj_(weights / "out_proj", hidden_size, hidden_size, with_bias) {
    const Index shape[] = {hidden_size, 1, length};
    const Weights conv = weights / "conv";
    const StoredTensor& stored = conv.tensor("weight", shape);
    std::vector<float> values(static_cast<std::size_t>(hidden_size * length));
    dequantize(stored.dtype, stored.bytes.data(), values.data(), hidden_size * length);
    for (Index j = 0; j < length; ++j)
      for (Index i = 0; i < hidden_size; ++i) weight_.push_back(T(values[static_cast<std::size_t>(i * length + j)]));
    bias_ = with_bias ? conv.template vector<T>("bias", hidden_size) : std::vector<T>(static_cast<std::size_t>(hidden_size), T(0));
  }

  bool empty() const { return in_proj_.empty(); }
  Index hidden_size() const { return out_proj_.out_features(); }
  RecurrentSlot slot() const { return {std::max<std::size_t>(state_bytes(), sizeof(T))}; }

  /// [T, D] -> [T, D]
  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    const std::span<const Segment> segments = pass.batch.segments();
    const Index D = hidden_size(), before = length_ - 1;
    View<T> bcx = in_proj_(detail::input_of(x, pass, in_proj_), pass);
    View<T> y = pass.workspace.template take<T>(bcx.rows(), D);
    View<T> u = pass.workspace.template take<T>(bcx.rows() + static_cast<Index>(segments.size()) * before, D);
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const Segment& s = segments[i];
      const RecurrentState& state = s.sequence->recurrent(layer_);
      T* const own = u.data() + (s.first_row + static_cast<Index>(i) * before) * D;  // u of the row L - 1 before the segment's first
      read(state.now(), own);
      pass.for_rows(s.rows, [&](Index r) {
        const T *const b = bcx.data() + (s.first_row + r) * bcx.outerStride(), *const in = b + 2 * D;
        T* const to = own + (before + r) * D;
        for (Index k = 0; k < D; ++k) to[k] = b[k] * in[k];
      });
      pass.for_rows(s.rows, [&](Index r) {
        const Index t = s.first_row + r;
        short_convolution(own + r * D, weight_.data(), bias_.data(), bcx.data() + t * bcx.outerStride() + D, length_, &y(t, 0), D);
      });
      std::memcpy(state.next(), own + s.rows * D, state_bytes());
    }
    return out_proj_(y, pass);
  }

 private:
  std::size_t state_bytes() const { return static_cast<std::size_t>((length_ - 1) * hidden_size()) * sizeof(T); }

  void read(const std::byte* state, T* u) const {
    if (state == nullptr)
      std::fill_n(u, (length_ - 1) * hidden_size(), T(0));
    else
      std::memcpy(u, state, state_bytes());
  }

  Index layer_ = 0, length_ = 1;
  Linear<T> in_proj_{}, out_proj_{};
  std::vector<T> weight_{};  // [L, D], of the oldest position first
  std::vector<T> bias_{};    // [D]
};

}  // namespace ganymede::inline v0
