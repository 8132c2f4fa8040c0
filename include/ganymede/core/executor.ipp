#pragma once
// The bodies of executor.hpp.

#include <ganymede/core/executor.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/os/fork_count.hpp>
#include <ganymede/core/os/thread_limits.hpp>
#include <ganymede/core/os/usable_cpus.hpp>
#include <ganymede/core/pool_state.hpp>

#include <algorithm>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace ganymede::inline v0 {

struct ThreadPool::Shared {
  std::shared_ptr<detail::PoolState> state;
  std::vector<std::thread> threads{};
};

GANYMEDE_ONCE ThreadPool::ThreadPool(Index threads) : threads_(std::min(threads == 0 ? usable_cpus() : threads, room_for_threads())) {
  if (threads < 0)
    throw InputError{
        {.problem = "cannot run", .key = "threads", .expected = "a positive number, or 0 for all CPUs", .found = std::to_string(threads)}};
}

GANYMEDE_ONCE ThreadPool::~ThreadPool() {
  Shared* const shared = shared_.load(std::memory_order_acquire);
  // In a forked child the parent's threads are gone and its locks as they were: let go of them.
  if (shared == nullptr || shared->state->forks() != detail::fork_count()) return;
  shared->state->stop();
  for (std::thread& thread : shared->threads)
    if (thread.get_id() == std::this_thread::get_id())
      thread.detach();  // a piece let go of the last model that had this pool
    else
      thread.join();
  delete shared;
}

GANYMEDE_ONCE void ThreadPool::parallel_for(Index count, FunctionRef<void(Index)> task) {
  const KnownFloatingPoint scope;
  if (count > 1 && threads_ > 1 && !detail::inside_piece && state().run(count, task)) return;
  for (Index i = 0; i < count; ++i) task(i);
}

GANYMEDE_ONCE detail::PoolState& ThreadPool::state() {
  const unsigned forks = detail::fork_count();
  Shared* shared = shared_.load(std::memory_order_acquire);
  if (shared == nullptr || shared->state->forks() != forks) {
    auto fresh = std::make_unique<Shared>(Shared{std::make_shared<detail::PoolState>(forks)});
    if (shared_.compare_exchange_strong(shared, fresh.get(), std::memory_order_acq_rel, std::memory_order_acquire)) {
      shared = fresh.release();
      start(*shared);
    }
  }
  return *shared->state;
}

GANYMEDE_ONCE void ThreadPool::start(Shared& shared) const {
  try {
    shared.threads.reserve(static_cast<std::size_t>(threads_ - 1));
    for (Index i = 1; i < threads_; ++i) shared.threads.emplace_back([state = shared.state] { state->work(); });
  } catch (const std::system_error&) {  // the threads that did start, or the caller alone, do all the work
  } catch (const std::bad_alloc&) {}
}

GANYMEDE_ONCE std::shared_ptr<Executor> default_executor() {
  static const auto* const pool = new std::shared_ptr<Executor>(std::make_shared<ThreadPool>());
  return *pool;
}

}  // namespace ganymede::inline v0
