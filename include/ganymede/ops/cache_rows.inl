// No include guard: compiled once per instruction set. Keys and values on their way into a cache.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

/// The largest magnitude / 127; NaN where a value is infinite or NaN.
inline float int8_scale(const float* x, Index n) {
  F top = zero(), poison = zero();
  for (Index i = 0; i < n; i += lanes) {
    const F v = n - i >= lanes ? load(x + i) : load_part(x + i, n - i);
    top = larger(larger(v, -v), top);
    poison = fma(v, zero(), poison);
  }
  return largest_of_lanes(top) / 127.0f + sum_of_lanes(poison);
}

/// x as f16 holds it; NaN where that would be infinity: an infinite key could make its position vanish from attention.
GANYMEDE_INLINE F within_half(F x) { return larger(x, -x) < 65520.0f ? x : broadcast(__builtin_nanf("")); }

inline void write_to_cache(const float* x, Index n, CacheType type, std::byte* to, Index stride, float* scale) {
  if (type == CacheType::f32) {
    float* const y = reinterpret_cast<float*>(to);
    for (Index i = 0; i < n; ++i) y[i * stride] = x[i];
  } else if (type == CacheType::f16) {
    F16 part[lanes], *const y = reinterpret_cast<F16*>(to);
    for (Index i = 0; i < n; i += lanes) {
      store(part, within_half(n - i >= lanes ? load(x + i) : load_part(x + i, n - i)));
      for (Index j = i; j < n && j < i + lanes; ++j) y[j * stride] = part[j - i];
    }
  } else {
    *scale = int8_scale(x, n);
    const float inverse = *scale > 0x1p-126f ? 1.0f / *scale : 0.0f;
    std::int8_t* const y = reinterpret_cast<std::int8_t*>(to);
    float part[lanes];
    for (Index i = 0; i < n; i += lanes) {
      // Adding 1.5 * 2^23 rounds to an integer, ties to even, which then stands in the low bits.
      const F quotient = multiply(n - i >= lanes ? load(x + i) : load_part(x + i, n - i), broadcast(inverse));
      store(part, add(quotient, broadcast(12582912.0f)));
      for (Index j = i; j < n && j < i + lanes; ++j) {
        std::int32_t bits;
        __builtin_memcpy(&bits, part + (j - i), sizeof bits);
        y[j * stride] = static_cast<std::int8_t>(bits & 0xff);
      }
    }
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
