#pragma once
// The floating-point environment that results are promised for: rounding to nearest, subnormal numbers as they are, no traps. A caller may
// have set another (a game engine, an audio host, -ffast-math in some library), and each thread has its own.

#include <ganymede/version.hpp>

#include <cstdint>

namespace ganymede::inline v0 {

namespace detail {

/// The register that says how this thread rounds, and what remains of it but sticky flags. x87 has one of its own, which float and double
/// do not use on x86-64.
#if defined(__x86_64__)
inline constexpr std::uint64_t known_floating_point = 0x1f80, floating_point_flags = 0x3f;  // all exceptions masked
inline std::uint64_t floating_point_control() noexcept { return __builtin_ia32_stmxcsr(); }
inline void set_floating_point_control(std::uint64_t value) noexcept { __builtin_ia32_ldmxcsr(static_cast<unsigned>(value)); }
#elif defined(__aarch64__)
inline constexpr std::uint64_t known_floating_point = 0, floating_point_flags = 0;
inline std::uint64_t floating_point_control() noexcept {
  std::uint64_t value = 0;
  asm volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}
inline void set_floating_point_control(std::uint64_t value) noexcept { asm volatile("msr fpcr, %0" : : "r"(value)); }
#else
inline constexpr std::uint64_t known_floating_point = 0, floating_point_flags = 0;
inline std::uint64_t floating_point_control() noexcept { return 0; }
inline void set_floating_point_control(std::uint64_t) noexcept {}
#endif

}  // namespace detail

/// Computes as promised from here to its end, where the caller's environment is as it was. Where that is the same, as it nearly always is,
/// one register is read and nothing written. Must end on the thread that it began on.
class KnownFloatingPoint {
 public:
  KnownFloatingPoint() noexcept : found_(detail::floating_point_control()) {
    if ((found_ & ~detail::floating_point_flags) == detail::known_floating_point) return;
    changed_ = true;
    set(detail::known_floating_point);
  }
  ~KnownFloatingPoint() {
    if (changed_) set(found_);
  }
  KnownFloatingPoint(const KnownFloatingPoint&) = delete;
  KnownFloatingPoint& operator=(const KnownFloatingPoint&) = delete;

 private:
  static void set(std::uint64_t value) noexcept {
    asm volatile("" : : : "memory");  // what is computed from memory stays on its side
    detail::set_floating_point_control(value);
    asm volatile("" : : : "memory");
  }

  std::uint64_t found_;
  bool changed_ = false;
};

}  // namespace ganymede::inline v0
