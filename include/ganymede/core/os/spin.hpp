#pragma once
// Waiting without sleep, for what is expected within microseconds.

#include <ganymede/version.hpp>

#include <chrono>
#include <thread>

namespace ganymede::inline v0 {
namespace detail {

/// Tells the CPU that this thread waits: the other thread of its core goes first.
inline void spin_pause() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Waits until ready(), or until `limit` has passed; from a tenth of it on, other threads are let onto this CPU. Returns ready().
template <class Ready>
bool spin_until(Ready ready, std::chrono::microseconds limit) {
  for (int i = 0; i < 64; ++i) {
    if (ready()) return true;
    spin_pause();
  }
  const auto begin = std::chrono::steady_clock::now();
  for (;;) {
    for (int i = 0; i < 32; ++i) {
      if (ready()) return true;
      spin_pause();
    }
    const auto waited = std::chrono::steady_clock::now() - begin;
    if (waited > limit) return ready();
    if (waited * 10 > limit) std::this_thread::yield();
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
