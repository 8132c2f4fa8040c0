#include <ganymede/core/os/usable_cpus.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#if defined(__linux__)
#include <sched.h>
#endif
#include <unistd.h>

using namespace ganymede;

TEST_CASE("usable CPUs: at least one, and no more than the machine has") {
  CHECK(usable_cpus() >= 1);
  CHECK(usable_cpus() <= detail::affinity_cpus());
}

#if defined(__linux__)
TEST_CASE("a thread that may run on one CPU can use one") {
  cpu_set_t before, one;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &before)) {
      CPU_SET(cpu, &one);
      break;
    }
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  const Index cpus = detail::affinity_cpus(), usable = usable_cpus();
  REQUIRE(sched_setaffinity(0, sizeof before, &before) == 0);
  CHECK(cpus == 1);
  CHECK(usable == 1);
}
#endif

TEST_CASE("control group quotas, both versions, the tightest on the way up") {
  namespace fs = std::filesystem;
  const fs::path root = fs::temp_directory_path() / ("ganymede_cgroup_" + std::to_string(getpid()));
  const auto write = [&](const std::string& path, const std::string& text) {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  };
  CHECK(detail::cgroup_cpus(root) == 0.0);  // nothing mounted
  write("proc/self/cgroup", "0::/a/b\n");
  write("sys/fs/cgroup/cpu.max", "max 100000\n");
  write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  write("sys/fs/cgroup/a/b/cpu.max", "400000 100000\n");
  CHECK(detail::cgroup_cpus(root) == 1.5);
  write("proc/self/cgroup", "3:cpu,cpuacct:/docker/x\n2:cpuset:/y\n");
  write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "250000\n");
  write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  write("sys/fs/cgroup/cpu/docker/x/cpu.cfs_quota_us", "-1\n");
  write("sys/fs/cgroup/cpu/docker/x/cpu.cfs_period_us", "100000\n");
  CHECK(detail::cgroup_cpus(root) == 2.5);
  fs::remove_all(root);
}
