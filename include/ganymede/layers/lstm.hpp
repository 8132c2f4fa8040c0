#pragma once
// Long short-term memory: a layer that reads its text one token after the other and keeps a state of one size.

#include <ganymede/layers/linear.hpp>
#include <ganymede/ops/lstm_step.hpp>

#include <algorithm>
#include <cstring>

namespace ganymede::inline v0 {

/// i, f, g, o = W_ih x_t + b + W_hh h_(t-1);  c_t = sigmoid(f) c_(t-1) + sigmoid(i) tanh(g);  h_t = sigmoid(o) tanh(c_t)
/// (Hochreiter and Schmidhuber 1997; forget gates by Gers et al. 2000), with the order of torch.nn.LSTM and one bias, the sum of its two.
/// W_ih x of all rows is one product. W_hh h has to wait for the token before, so there is a product for each step, of as many rows as
/// sequences of the batch have a token left. The state is h, then c, in T.
template <Scalar T>
struct Lstm {
  Index layer = 0;  // which recurrent slot
  Linear<T> ih;     // [4H, in]
  Linear<T> hh;     // [4H, H]

  Index hidden_size() const { return hh.in_features(); }
  RecurrentSlot slot() const { return {2 * state_bytes()}; }

  /// [T, in] -> [T, H]
  template <class P>
  View<T> operator()(const View<T>& x, Pass<P>& pass) const {
    const std::span<const Segment> segments = pass.batch.segments();
    const Index H = hidden_size(), n = static_cast<Index>(segments.size());
    View<T> out = pass.workspace.template take<T>(x.rows(), H);
    const Workspace::Scope scope(pass.workspace);
    View<T> gates = ih(x, pass), recurrent = pass.workspace.template take<T>(n, 4 * H);
    View<T> h = pass.workspace.template take<T>(n, H), c = pass.workspace.template take<T>(n, H);

    // Longest first: those with a token left are the first rows of the state, at every step.
    const auto** const order = pass.workspace.template take_array<const Segment*>(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i) order[i] = &segments[i];
    std::sort(order, order + n, [](const Segment* a, const Segment* b) { return a->rows > b->rows; });
    for (Index i = 0; i < n; ++i) read(order[i]->sequence->recurrent(layer).now(), &h(i, 0), &c(i, 0));

    for (Index t = 0, left = n; t < order[0]->rows; ++t) {
      while (order[left - 1]->rows <= t) --left;
      View<T> sums = rows_of(recurrent, 0, left);
      hh.multiply(rows_of(h, 0, left), sums, false, pass.workspace, pass.executor);
      pass.for_rows(left, [&](Index i) {
        const Index row = order[i]->first_row + t;
        lstm_step(&gates(row, 0), &recurrent(i, 0), &c(i, 0), &h(i, 0), H);
        std::memcpy(&out(row, 0), &h(i, 0), state_bytes());
      });
    }
    for (Index i = 0; i < n; ++i) write(&h(i, 0), &c(i, 0), order[i]->sequence->recurrent(layer).next());
    return out;
  }

 private:
  std::size_t state_bytes() const { return static_cast<std::size_t>(hidden_size()) * sizeof(T); }  // of h, and of c

  void read(const std::byte* state, T* h, T* c) const {
    if (state == nullptr) {
      std::fill_n(h, hidden_size(), T(0));
      std::fill_n(c, hidden_size(), T(0));
    } else {
      std::memcpy(h, state, state_bytes());
      std::memcpy(c, state + state_bytes(), state_bytes());
    }
  }
  void write(const T* h, const T* c, std::byte* state) const {
    std::memcpy(state, h, state_bytes());
    std::memcpy(state + state_bytes(), c, state_bytes());
  }
};

}  // namespace ganymede::inline v0
