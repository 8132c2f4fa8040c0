#include <ganymede/core/half.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

using namespace ganymede;

namespace {
std::uint32_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }
float from_bits(std::uint32_t value) { return std::bit_cast<float>(value); }

/// The value of an f16 by its definition.
double half_by_definition(std::uint16_t half) {
  const int exponent = (half >> 10) & 31, fraction = half & 1023;
  const double magnitude = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

#if defined(__x86_64__)
__attribute__((target("f16c"))) std::uint16_t hardware_half(float value) {
  return static_cast<std::uint16_t>(_mm_extract_epi16(_mm_cvtps_ph(_mm_set_ss(value), _MM_FROUND_TO_NEAREST_INT), 0));
}
__attribute__((target("f16c"))) float hardware_float(std::uint16_t half) { return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(half))); }
#endif
}  // namespace

TEST_CASE("half: all 65536 values widen exactly and come back") {
  for (std::uint32_t h = 0; h < 0x10000; ++h) {
    const auto half = static_cast<std::uint16_t>(h);
    const float value = half_to_float(half);
    if ((h & 0x7c00) != 0x7c00) {
      REQUIRE(static_cast<double>(value) == half_by_definition(half));
      REQUIRE(std::signbit(value) == ((h & 0x8000) != 0));
      REQUIRE(float_to_half(value) == half);
    } else if ((h & 0x3ff) == 0) {
      REQUIRE(std::isinf(value));
      REQUIRE(float_to_half(value) == half);
    } else {
      REQUIRE(std::isnan(value));
      REQUIRE(float_to_half(value) == (half | 0x200));
    }
  }
}

TEST_CASE("half: narrowing rounds to nearest, ties to even, at every step") {
  for (std::uint32_t h = 0; h < 0x7bff; ++h) {  // between neighbours h and h + 1
    const double low = half_by_definition(static_cast<std::uint16_t>(h)), high = half_by_definition(static_cast<std::uint16_t>(h + 1));
    const float middle = static_cast<float>((low + high) / 2);
    REQUIRE(float_to_half(middle) == h + (h & 1));
    REQUIRE(float_to_half(std::nextafter(middle, 0.0f)) == h);
    REQUIRE(float_to_half(std::nextafter(middle, 1e6f)) == h + 1);
    REQUIRE(float_to_half(-middle) == (0x8000 | (h + (h & 1))));
  }
  CHECK(float_to_half(65519.996f) == 0x7bff);
  CHECK(float_to_half(65520.0f) == 0x7c00);
  CHECK(float_to_half(-3e38f) == 0xfc00);
  CHECK(float_to_half(0x1p-25f) == 0);
  CHECK(float_to_half(-0x1p-25f) == 0x8000);
  CHECK(float_to_half(0x1.000002p-25f) == 1);
  CHECK(float_to_half(std::numeric_limits<float>::denorm_min()) == 0);
}

TEST_CASE("half: bfloat keeps the upper half, rounds to nearest even, keeps NaN") {
  for (std::uint32_t b = 0; b < 0x10000; ++b) {
    const auto bfloat = static_cast<std::uint16_t>(b);
    REQUIRE(bits(bfloat_to_float(bfloat)) == b << 16);
    const bool nan = (b & 0x7fff) > 0x7f80;
    REQUIRE(float_to_bfloat(from_bits(b << 16)) == (nan ? b | 0x40 : b));
    if (nan || (b & 0x7fff) == 0x7f80) continue;
    REQUIRE(float_to_bfloat(from_bits(b << 16 | 0x7fff)) == b);
    REQUIRE(float_to_bfloat(from_bits(b << 16 | 0x8000)) == b + (b & 1));
    REQUIRE(float_to_bfloat(from_bits(b << 16 | 0x8001)) == b + 1);
  }
  CHECK(float_to_bfloat(from_bits(0x7f800001)) == 0x7fc0);  // a NaN whose payload lies below stays one
  CHECK(float_to_bfloat(from_bits(0xffffffff)) == 0xffff);
  CHECK(float_to_bfloat(std::numeric_limits<float>::max()) == 0x7f80);
}

#if defined(__x86_64__)
TEST_CASE("half: the same bits as F16C") {
  if (!__builtin_cpu_supports("avx2")) {  // every CPU with AVX2 has F16C; Clang 14 cannot ask for the latter
    MESSAGE("skipped: no F16C");
    return;
  }
  for (std::uint32_t h = 0; h < 0x10000; ++h)
    REQUIRE(bits(half_to_float(static_cast<std::uint16_t>(h))) == bits(hardware_float(static_cast<std::uint16_t>(h))));
  std::uint32_t sample = 1;
  for (int i = 0; i < 4'000'000; ++i) {
    sample = sample * 1664525u + 1013904223u;  // full period: every float once in 2^32 steps
    const float value = from_bits(sample);
    REQUIRE(float_to_half(value) == hardware_half(value));
  }
}
#endif
