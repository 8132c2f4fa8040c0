#pragma once
// The bodies of fork_count.hpp.

#include <ganymede/core/os/fork_count.hpp>

#include <pthread.h>

#include <atomic>

namespace ganymede::inline v0 {
namespace detail {

inline std::atomic<unsigned>& counted_forks() noexcept {
  static std::atomic<unsigned> count = [] {
    ::pthread_atfork(nullptr, nullptr, [] { counted_forks().fetch_add(1, std::memory_order_relaxed); });
    return 0U;
  }();
  return count;
}

GANYMEDE_ONCE unsigned fork_count() noexcept { return counted_forks().load(std::memory_order_relaxed); }

}  // namespace detail
}  // namespace ganymede::inline v0
