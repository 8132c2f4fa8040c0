// No include guard: compiled once per instruction set. softmax of a row.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

inline void softmax(const float* x, float* y, Index n) {
  if (n <= 0) return;
  F largest = broadcast(x[0]);
  Index i = 0;
  for (; i + lanes <= n; i += lanes) {
    const F v = load(x + i);
    largest = v > largest ? v : largest;
  }
  float max = largest_of_lanes(largest);
  for (; i < n; ++i) max = x[i] > max ? x[i] : max;
  F total = zero();
  for (i = 0; i < n; i += lanes) {
    const Index left = n - i;
    if (left >= lanes) {
      const F e = exp(load(x + i) - broadcast(max));
      total = add(total, e);
      store(y + i, e);
    } else {
      store_part(y + i, exp(load_part(x + i, left) - broadcast(max)), left);
      total = add(total, load_part(y + i, left));
    }
  }
  const F inverse = broadcast(1.0f / sum_of_lanes(total));
  for (i = 0; i < n; i += lanes) {
    if (n - i >= lanes)
      store(y + i, multiply(load(y + i), inverse));
    else
      store_part(y + i, multiply(load_part(y + i, n - i), inverse), n - i);
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
