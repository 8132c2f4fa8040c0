#pragma once
// What symmetric 8-bit quantisation needs, without calls, so that compilers make vectors of it.

#include <ganymede/core/types.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace ganymede::inline v0::detail {

/// max |x[i]|; NaN does not count, infinity does.
inline float largest_magnitude(const float* x, Index count) noexcept {
  std::uint32_t largest = 0;  // a magnitude's bits order as it does
  for (Index i = 0; i < count; ++i) {
    const std::uint32_t magnitude = std::bit_cast<std::uint32_t>(x[i]) & 0x7fffffffu;
    largest = std::max(largest, magnitude > 0x7f800000u ? 0u : magnitude);
  }
  return std::bit_cast<float>(largest);
}

/// The integer nearest to x, halves away from zero, in [low, 127]; NaN gives low.
inline std::int8_t nearest_int8(float x, float low) noexcept {
  const float bounded = x > low ? (x < 127.0f ? x : 127.0f) : low;
  const int whole = static_cast<int>(bounded);
  const float rest = bounded - static_cast<float>(whole);  // exact
  return static_cast<std::int8_t>(whole + static_cast<int>(rest >= 0.5f) - static_cast<int>(rest <= -0.5f));
}

}  // namespace ganymede::inline v0::detail
