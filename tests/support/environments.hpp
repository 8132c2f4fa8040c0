#pragma once
// Floating-point environments that a caller may have set.

#include <ganymede/core/floating_point.hpp>

#include <vector>

namespace ganymede {

/// As registers: the usual one, rounding down, up and to zero, subnormal results or operands as zero, all of it.
inline std::vector<std::uint64_t> environments() {
#if defined(__x86_64__)
  return {0x1f80, 0x1f80 | 0x2000, 0x1f80 | 0x4000, 0x1f80 | 0x6000, 0x1f80 | 0x8000, 0x1f80 | 0x40, 0x1f80 | 0xc040};
#elif defined(__aarch64__)
  return {0, 1U << 22, 2U << 22, 3U << 22, 1U << 24, 1U << 25, 7U << 22};
#else
  return {0};
#endif
}

/// Sets one, until it ends.
class Environment {
 public:
  explicit Environment(std::uint64_t environment) { detail::set_floating_point_control(environment); }
  ~Environment() { detail::set_floating_point_control(before_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::uint64_t before_ = detail::floating_point_control();
};

}  // namespace ganymede
