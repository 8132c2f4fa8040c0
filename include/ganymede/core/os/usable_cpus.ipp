#pragma once
// The bodies of usable_cpus.hpp.

#include <ganymede/core/os/usable_cpus.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE Index affinity_cpus() {
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

GANYMEDE_ONCE double cgroup_cpus(const std::string& root) {
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

GANYMEDE_ONCE Index usable_cpus() {
  const double quota = detail::cgroup_cpus();
  const Index cpus = detail::affinity_cpus();
  return quota > 0 ? std::clamp<Index>(std::lround(std::min(quota, 1e6)), 1, cpus) : cpus;
}

}  // namespace ganymede::inline v0
