#include <ganymede/core/executor.hpp>

#include "../support/sanitized.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ganymede;

namespace {
/// Every index once, whoever ran it.
bool runs_each_once(Executor& executor, Index count) {
  std::vector<std::atomic<int>> seen(static_cast<std::size_t>(count));
  executor.parallel_for(count, [&](Index i) { seen[static_cast<std::size_t>(i)].fetch_add(1); });
  for (const auto& times : seen)
    if (times != 1) return false;
  return true;
}
}  // namespace

TEST_CASE("every piece runs exactly once") {
  for (const Index threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    CHECK(pool.concurrency() == threads);
    for (const Index count : {0, 1, 2, 3, 7, 64, 1000}) CHECK(runs_each_once(pool, count));
  }
}

TEST_CASE("more pieces than the counter holds are taken several at a time") {
  ThreadPool pool(2);
  CHECK(runs_each_once(pool, (Index{1} << 20) + 5));
}

TEST_CASE("thousands of small jobs, with and without pauses that put the workers to sleep") {
  ThreadPool pool(4);
  Index sum = 0;
  for (int job = 0; job < 3000; ++job) {
    std::atomic<Index> part{0};
    pool.parallel_for(5, [&](Index i) { part.fetch_add(i + 1, std::memory_order_relaxed); });
    sum += part;
    if (job % 500 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  CHECK(sum == 3000 * 15);
}

TEST_CASE("writes of a piece are visible to the caller") {
  ThreadPool pool(4);
  std::vector<Index> values(64);
  for (Index job = 0; job < 200; ++job) {
    pool.parallel_for(64, [&](Index i) { values[static_cast<std::size_t>(i)] = i * job; });  // plain writes: TSan judges
    CHECK(std::accumulate(values.begin(), values.end(), Index{0}) == 63 * 32 * job);
  }
}

TEST_CASE("the first exception reaches the caller, and the pool works on") {
  for (const Index threads : {1, 3}) {
    ThreadPool pool(threads);
    for (int round = 0; round < 50; ++round) {
      CHECK_THROWS_WITH_AS(pool.parallel_for(20,
                                             [](Index i) {
                                               if (i % 7 == 3) throw std::runtime_error("piece");
                                             }),
                           "piece", std::runtime_error);
      CHECK(runs_each_once(pool, 9));
    }
  }
}

TEST_CASE("nested calls run inline") {
  ThreadPool pool(3), other(2);
  std::atomic<int> runs{0};
  std::atomic<bool> elsewhere{false};
  pool.parallel_for(6, [&](Index) {
    const auto self = std::this_thread::get_id();
    for (ThreadPool* p : {&pool, &other})
      p->parallel_for(4, [&](Index) {
        runs.fetch_add(1);
        if (std::this_thread::get_id() != self) elsewhere = true;
      });
  });
  CHECK(runs == 6 * 8);
  CHECK_FALSE(elsewhere);
}

TEST_CASE("two threads may call one pool at once") {
  ThreadPool pool(3);
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int c = 0; c < 3; ++c)
    callers.emplace_back([&] {
      for (int job = 0; job < 300; ++job)
        if (!runs_each_once(pool, 1 + job % 17)) ++wrong;
    });
  for (auto& caller : callers) caller.join();
  CHECK(wrong == 0);
}

TEST_CASE("pools come and go") {
  for (int i = 0; i < 100; ++i) {
    ThreadPool pool(3);
    if (i % 3 != 0) CHECK(runs_each_once(pool, i));
  }
}

// TSan does not follow a fork of a threaded process, and the locks of GCC 12's ASan do not survive one.
#ifndef GANYMEDE_TEST_SANITIZED
TEST_CASE("a forked child has a pool of its own") {
  ThreadPool pool(3);
  REQUIRE(runs_each_once(pool, 10));
  const auto shared = default_executor();
  REQUIRE(runs_each_once(*shared, 10));
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // a child that hangs must not hang the test
    _exit(runs_each_once(pool, 100) && runs_each_once(*shared, 100) ? 0 : 1);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(runs_each_once(pool, 10));
}
#endif

TEST_CASE("the pool of the process is one, with a thread for each usable CPU") {
  CHECK(default_executor()->concurrency() == usable_cpus());
  CHECK(default_executor() == default_executor());
}

TEST_CASE("a number of threads that cannot be is an error; one that the system cannot give, fewer") {
  CHECK_THROWS_WITH_AS(ThreadPool(-1), doctest::Contains("threads: cannot run (expected a positive number, or 0 for all CPUs, found -1)"),
                       InputError);
  CHECK(ThreadPool(0).concurrency() == std::min(usable_cpus(), room_for_threads()));
  CHECK(ThreadPool(1'000'000'000).concurrency() == std::min(most_threads, room_for_threads()));  // no call: none is started
}

#ifndef GANYMEDE_TEST_SANITIZED
TEST_CASE("under a limit of address space, thousands of threads leave memory for the work") {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    const rlimit limit{std::size_t{2000} << 20, std::size_t{2000} << 20};
    if (setrlimit(RLIMIT_AS, &limit) != 0) _exit(2);
    ThreadPool pool(4096);
    const bool runs = pool.concurrency() > 1 && pool.concurrency() < 4096 && runs_each_once(pool, 5000);
    const std::vector<char> room(std::size_t{200} << 20);
    _exit(runs && room.back() == 0 ? 0 : 1);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
#endif

TEST_CASE("when a pool is gone its threads are too") {
  const auto threads = [] {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
      if (word == "Threads:") {
        int count = 0;
        status >> count;
        return count;
      }
    return -1;
  };
  const int before = threads();
  if (before < 0) return;  // no /proc
  {
    ThreadPool pool(6);
    CHECK(runs_each_once(pool, 100));
    CHECK(threads() == before + 5);
  }
  CHECK(threads() == before);
}
