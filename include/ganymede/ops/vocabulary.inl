// No include guard: compiled once per instruction set. Passes over a row of logits [V]. All give the same bits on every instruction set:
// nothing is fused, and what is added is added in the same lanes everywhere.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

/// Calls each(values of one strip, its number) for strips of 64, the last filled up with -infinity.
template <class Each>
GANYMEDE_INLINE void for_each_strip(const float* x, Index n, Each each) {
  Index strip = 0;
  for (; (strip + 1) * strip_values <= n; ++strip) each(x + strip * strip_values, strip);
  if (strip * strip_values == n) return;
  float last[strip_values];
  for (Index i = 0; i < strip_values; ++i) last[i] = strip * strip_values + i < n ? x[strip * strip_values + i] : -__builtin_inff();
  each(last, strip);
}

/// Both of sixteen lanes as one register of F.
template <class Both>
GANYMEDE_INLINE float over_sixteen(F (&v)[parts], Both both) {
  GANYMEDE_UNROLL
  for (int left = parts / 2; left > 0; left /= 2)
    for (int i = 0; i < left; ++i) v[i] = both(v[i], v[i + left]);
  return over_lanes(v[0], both);
}

inline void strip_largest(const float* x, Index n, float* strips) {
  for_each_strip(x, n, [&](const float* values, Index strip) {
    F largest[parts], first = load(values);
    Int32 unordered = first != first;
    for (int i = 0; i < parts; ++i) largest[i] = load(values + i * lanes);
    GANYMEDE_UNROLL
    for (int i = 1; i < strip_values / lanes; ++i) {
      const F v = load(values + i * lanes);
      unordered |= v != v;
      largest[i % parts] = larger(v, largest[i % parts]);
    }
    int any = 0;
    const auto bits = (Int64)unordered;
    GANYMEDE_UNROLL
    for (int i = 0; i < double_lanes; ++i) any |= bits[i] != 0;
    strips[strip] = any != 0 ? __builtin_nanf("") : over_sixteen(largest, LargerOf{});
  });
}

template <bool with_surprise>
GANYMEDE_INLINE void exp_sums_of_strips(const float* x, Index n, float from, float* strips, float* surprises) {
  for_each_strip(x, n, [&](const float* values, Index strip) {
    F sums[parts], surprise[parts];
    GANYMEDE_UNROLL
    for (int i = 0; i < strip_values / lanes; ++i) {
      const F below = larger(load(values + i * lanes) - broadcast(from), broadcast(-86.0f)), e = falling_exp(below);
      sums[i % parts] = i < parts ? e : rounded_sum(sums[i % parts], e);
      const F weighted = rounded_product(e, -below);
      surprise[i % parts] = i < parts ? weighted : rounded_sum(surprise[i % parts], weighted);
    }
    strips[strip] = over_sixteen(sums, RoundedSumOf{});
    if (with_surprise) surprises[strip] = over_sixteen(surprise, RoundedSumOf{});
  });
}
inline void strip_exp_sums(const float* x, Index n, float from, float* strips, float* surprises) {
  if (surprises == nullptr)
    exp_sums_of_strips<false>(x, n, from, strips, surprises);
  else
    exp_sums_of_strips<true>(x, n, from, strips, surprises);
}

inline void exponentials(const float* x, Index n, double from, double* y) {
  Index i = 0;
  for (; i + double_lanes <= n; i += double_lanes) {
    const D e = falling_exp(load_doubles(x + i) - broadcast(from));
    __builtin_memcpy(y + i, &e, sizeof e);
  }
  if (i == n) return;
  float last[double_lanes]{};
  for (Index k = 0; i + k < n; ++k) last[k] = x[i + k];
  const D e = falling_exp(load_doubles(last) - broadcast(from));
  for (Index k = 0; i + k < n; ++k) y[i + k] = e[k];
}

/// Lanes 0 to 3 with 4 to 7, and so on.
GANYMEDE_INLINE double sum_of_eight(D (&v)[8 / double_lanes]) {
  double sums[8];
  __builtin_memcpy(sums, &v, sizeof sums);
  for (int left = 4; left > 0; left /= 2)
    for (int i = 0; i < left; ++i) sums[i] += sums[i + left];
  return sums[0];
}

inline ExpMoments exp_moments(const float* x, Index n, double from) {
  D sums[8 / double_lanes]{}, weighted[8 / double_lanes]{};
  for_each_strip(x, n, [&](const float* values, Index) {
    for (int i = 0; i < strip_values; i += 8) {
      GANYMEDE_UNROLL
      for (int part = 0; part < 8 / double_lanes; ++part) {
        const D below = load_doubles(values + i + part * double_lanes) - broadcast(from), e = falling_exp(below);
        const D finite = below > -746.0 ? below : D{};
        sums[part] = rounded_sum(sums[part], e);
        weighted[part] = rounded_sum(weighted[part], rounded_product(e, finite));
      }
    }
  });
  return {sum_of_eight(sums), sum_of_eight(weighted)};
}

/// The largest magnitude, -infinity and NaN aside.
inline float extent(const float* x, Index n) {
  F largest[parts]{};
  for_each_strip(x, n, [&](const float* values, Index) {
    GANYMEDE_UNROLL
    for (int i = 0; i < strip_values / lanes; ++i) {
      const F v = load(values + i * lanes), magnitude = v < 0.0f ? -v : v;
      largest[i % parts] = larger(v > -__builtin_inff() ? magnitude : zero(), largest[i % parts]);
    }
  });
  return over_sixteen(largest, LargerOf{});
}

/// x [n] = function(x) in place.
template <class Function>
GANYMEDE_INLINE void change(const float* x, float* y, Index n, Function function) {
  Index i = 0;
  for (; i + lanes <= n; i += lanes) store(y + i, function(load(x + i)));
  if (i < n) store_part(y + i, function(load_part(x + i, n - i)), n - i);
}
inline void divide_row(float* x, Index n, float divisor) {
  change(x, x, n, [&](F v) { return divide(v, broadcast(divisor)); });
}
inline void subtract_row(const float* x, Index n, float subtrahend, float* y) {
  change(x, y, n, [&](F v) { return v - broadcast(subtrahend); });
}
inline void forbid_below(float* x, Index n, float least) {
  change(x, x, n, [&](F v) { return v < broadcast(least) ? broadcast(-__builtin_inff()) : v; });
}

inline Index select(const float* x, Index n, float least, float most, std::uint32_t* ids) {
  Index count = 0, i = 0;
  for (; i + 16 <= n; i += 16) {
#if GANYMEDE_SIMD == 5
    const F v = load(x + i);
    unsigned found = _mm512_cmp_ps_mask(v, broadcast(least), _CMP_GE_OQ) & _mm512_cmp_ps_mask(v, broadcast(most), _CMP_LE_OQ);
#elif GANYMEDE_SIMD == 2
    unsigned found = 0;
    for (int part = 0; part < 2; ++part) {
      const F v = load(x + i + part * lanes);
      const F both = _mm256_and_ps(_mm256_cmp_ps(v, broadcast(least), _CMP_GE_OQ), _mm256_cmp_ps(v, broadcast(most), _CMP_LE_OQ));
      found |= static_cast<unsigned>(_mm256_movemask_ps(both)) << (part * lanes);
    }
#else
    Int32 any{};
    for (int part = 0; part < parts; ++part) {
      const F v = load(x + i + part * lanes);
      any |= (Int32)(v >= broadcast(least)) & (Int32)(v <= broadcast(most));
    }
    if (((Int64)any)[0] == 0 && ((Int64)any)[1] == 0) continue;
    unsigned found = 0;
    for (int k = 0; k < 16; ++k) found |= static_cast<unsigned>(x[i + k] >= least && x[i + k] <= most) << k;
#endif
    for (; found != 0; found &= found - 1) ids[count++] = static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(__builtin_ctz(found));
  }
  for (; i < n; ++i)
    if (x[i] >= least && x[i] <= most) ids[count++] = static_cast<std::uint32_t>(i);
  return count;
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
