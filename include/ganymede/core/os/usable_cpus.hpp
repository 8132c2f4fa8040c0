#pragma once
// How many CPUs this process may really use: containers grant fewer than the machine has.

#include <ganymede/core/types.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <pthread.h>
#if defined(__linux__)
#include <sched.h>
#endif
#include <sys/resource.h>

namespace ganymede::inline v0 {
namespace detail {

/// CPUs of the affinity mask, or of the machine where there is none.
inline Index affinity_cpus() {
#if defined(__linux__)
  for (std::size_t words = 16; words <= 1024; words *= 2) {  // the kernel's mask may be wider than cpu_set_t
    std::vector<cpu_set_t> mask(words * sizeof(unsigned long) / sizeof(cpu_set_t) + 1);
    if (sched_getaffinity(0, mask.size() * sizeof(cpu_set_t), mask.data()) == 0)
      return std::max<Index>(CPU_COUNT_S(mask.size() * sizeof(cpu_set_t), mask.data()), 1);
  }
#endif
  return std::max<Index>(std::thread::hardware_concurrency(), 1);
}

/// The quota of one cgroup directory in CPUs; 0 where it sets none. `v2`: "cpu.max" holds "quota period", else two files.
inline double quota_of(const std::string& directory, bool v2) {
  double quota = 0, period = 0;
  if (v2) {
    std::ifstream(directory + "/cpu.max") >> quota >> period;  // "max 100000" reads as no number
  } else {
    std::ifstream(directory + "/cpu.cfs_quota_us") >> quota;  // -1: none
    std::ifstream(directory + "/cpu.cfs_period_us") >> period;
  }
  return quota > 0 && period > 0 ? quota / period : 0;
}

/// The tightest quota on the way from `path` up to the root of the hierarchy mounted at `mount`; 0 for none.
inline double quota_above(const std::string& mount, std::string path, bool v2) {
  double tightest = quota_of(mount, v2);
  for (; path.size() > 1; path.resize(path.rfind('/'))) {
    const double quota = quota_of(mount + path, v2);
    if (quota > 0 && (tightest == 0 || quota < tightest)) tightest = quota;
    if (path.rfind('/') == std::string::npos) break;
  }
  return tightest;
}

/// CPUs that the control groups (v1 or v2) grant, not rounded; 0 for no limit. `root` stands for / in tests.
inline double cgroup_cpus(const std::string& root = "") {
  double tightest = 0;
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "0::/path" (v2) or "4:cpu,cpuacct:/path" (v1)
    const std::size_t first = line.find(':'), second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = ',' + line.substr(first + 1, second - first - 1) + ',', path = line.substr(second + 1);
    double quota = 0;
    if (controllers == ",,")
      quota = quota_above(root + "/sys/fs/cgroup", path, true);
    else if (controllers.find(",cpu,") != std::string::npos)
      quota = quota_above(root + "/sys/fs/cgroup/cpu", path, false);
    if (quota > 0 && (tightest == 0 || quota < tightest)) tightest = quota;
  }
  return tightest;
}

}  // namespace detail

/// CPUs this process may use: its affinity mask, and a control group's quota rounded to the nearest. At least 1.
inline Index usable_cpus() {
  const double quota = detail::cgroup_cpus();
  const Index cpus = detail::affinity_cpus();
  return quota > 0 ? std::clamp<Index>(std::lround(std::min(quota, 1e6)), 1, cpus) : cpus;
}

/// Threads of one pool at the most: more would take the process identifiers of all others on a usual Linux (32,768 together).
inline constexpr Index most_threads = 4096;

/// How many threads leave most of the memory to others: where the process's address space is limited (`ulimit -v`), stacks and what the
/// system allocates beside them for each thread take up to an eighth of it. 1 to most_threads.
inline Index room_for_threads() {
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
