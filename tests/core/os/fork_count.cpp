#include <ganymede/core/os/fork_count.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

using namespace ganymede;

TEST_CASE("a child counts one fork more than its parent, a grandchild two") {
  const unsigned here = detail::fork_count();
  const pid_t child = fork();
  if (child == 0) {
    if (detail::fork_count() != here + 1) _exit(1);
    const pid_t grandchild = fork();
    if (grandchild == 0) _exit(detail::fork_count() == here + 2 ? 0 : 1);
    int status = -1;
    _exit(waitpid(grandchild, &status, 0) == grandchild && status == 0 ? 0 : 2);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(detail::fork_count() == here);
}
