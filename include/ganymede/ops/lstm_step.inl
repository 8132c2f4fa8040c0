// No include guard: compiled once per instruction set. One step of an LSTM.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

/// cell and hidden [n] of the next step; gates and recurrent [4n] are the two summands of what the gates i, f, g, o are made of.
inline void lstm_step(const float* gates, const float* recurrent, float* cell, float* hidden, Index n) {
  for (Index k = 0; k < n; k += lanes) {
    const Index left = n - k;
    const bool full = left >= lanes;
    F sums[4];
    for (Index gate = 0; gate < 4; ++gate) {
      const float *const x = gates + gate * n + k, *const h = recurrent + gate * n + k;
      sums[gate] = full ? add(load(x), load(h)) : add(load_part(x, left), load_part(h, left));
    }
    const F before = full ? load(cell + k) : load_part(cell + k, left);
    const F after = fma(sigmoid(sums[1]), before, multiply(sigmoid(sums[0]), tanh(sums[2])));
    const F shown = multiply(sigmoid(sums[3]), tanh(after));
    if (full) {
      store(cell + k, after);
      store(hidden + k, shown);
    } else {
      store_part(cell + k, after, left);
      store_part(hidden + k, shown, left);
    }
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
