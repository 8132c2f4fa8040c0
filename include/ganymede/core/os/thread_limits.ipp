#pragma once
// The bodies of thread_limits.hpp.

#include <ganymede/core/os/thread_limits.hpp>

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstddef>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Index room_for_threads() {
  ::rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return most_threads;
  ::pthread_attr_t attributes;
  std::size_t stack = std::size_t{8} << 20;
  if (::pthread_attr_init(&attributes) == 0) {
    ::pthread_attr_getstacksize(&attributes, &stack);
    ::pthread_attr_destroy(&attributes);
  }
  const std::size_t room = static_cast<std::size_t>(limit.rlim_cur) / 8 / std::max(stack, std::size_t{1} << 16);
  return static_cast<Index>(std::clamp<std::size_t>(room, 1, static_cast<std::size_t>(most_threads)));
}

}  // namespace ganymede::inline v0
