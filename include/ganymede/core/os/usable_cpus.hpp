#pragma once
// How many CPUs this process may really use: containers grant fewer than the machine has.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0 {
namespace detail {

/// CPUs of the affinity mask, or of the machine where there is none.
Index affinity_cpus();

/// CPUs that the control groups (v1 or v2) grant, not rounded; 0 for no limit. `root` stands for / in tests.
double cgroup_cpus(const std::string& root = "");

}  // namespace detail

/// CPUs this process may use: its affinity mask, and a control group's quota rounded to the nearest. At least 1.
Index usable_cpus();

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/os/usable_cpus.ipp>
#endif
