#pragma once
// Threads do not survive a fork: whoever holds some must know that it is in a child.

#include <ganymede/split.hpp>

namespace ganymede::inline v0 {
namespace detail {

/// How many forks led from the process that asked first to this one. What was made at another count has lost its threads.
unsigned fork_count() noexcept;

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/os/fork_count.ipp>
#endif
