#include <ganymede/core/os/thread_limits.hpp>

#include <doctest/doctest.h>

#include <algorithm>

#include "support/sanitized.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ganymede;

#ifndef GANYMEDE_TEST_SANITIZED
namespace {
/// room_for_threads() of a process whose address space is limited to `bytes`.
Index room_within(rlim_t bytes) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{bytes, bytes};
    if (setrlimit(RLIMIT_AS, &limit) != 0) _exit(255);
    _exit(static_cast<int>(std::min<Index>(room_for_threads(), 254)));
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status);
}
}  // namespace

TEST_CASE("a limit of address space leaves room for few threads, but always for one") {
  const Index some = room_within(rlim_t{2000} << 20), more = room_within(rlim_t{4000} << 20);
  CHECK(some >= 1);
  CHECK(some < 254);
  CHECK(more > some);
  CHECK(room_within(rlim_t{1} << 20) == 1);
}
#endif

TEST_CASE("room for threads lies between one and the most") {
  CHECK(room_for_threads() >= 1);
  CHECK(room_for_threads() <= most_threads);
}
