#pragma once
// How many threads a pool may have at the most.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0 {

/// Threads of one pool at the most: more would take the process identifiers of all others on a usual Linux (32,768 together).
inline constexpr Index most_threads = 4096;

/// How many threads leave most of the memory to others: where the process's address space is limited (`ulimit -v`), stacks and what the
/// system allocates beside them for each thread take up to an eighth of it. 1 to most_threads.
Index room_for_threads();

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/os/thread_limits.ipp>
#endif
