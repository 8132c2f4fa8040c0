// No include guard: compiled once per instruction set. Rotary positions.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

/// Turns the pairs (i, half + i) of `heads` neighbouring heads by the angles of this row, given as cosines [half], then sines [half].
inline void rotate(float* head, Index heads, Index head_dim, Index half, const float* cosines) {
  const float* const sines = cosines + half;
  for (; heads > 0; --heads, head += head_dim)
    for (Index i = 0; i < half; i += lanes) {
      const Index left = half - i;
      const bool full = left >= lanes;
      float *const first = head + i, *const second = first + half;
      const F a = full ? load(first) : load_part(first, left), b = full ? load(second) : load_part(second, left);
      const F c = full ? load(cosines + i) : load_part(cosines + i, left), s = full ? load(sines + i) : load_part(sines + i, left);
      const F turned = fma(a, c, -multiply(b, s)), other = fma(b, c, multiply(a, s));
      if (full) {
        store(first, turned);
        store(second, other);
      } else {
        store_part(first, turned, left);
        store_part(second, other, left);
      }
    }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
