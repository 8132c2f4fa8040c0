#pragma once
// Who runs the pieces of a pass: an Executor, by default a pool of threads that take small pieces as they come free.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/core/pool_state.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/core/usable_cpus.hpp>

#include <atomic>
#include <memory>
#include <system_error>
#include <thread>

#include <pthread.h>

namespace ganymede::inline v0 {

/// Runs independent pieces of work. Implement it to run ganymede on threads of one's own.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;
  /// How many pieces may run at the same time.
  virtual Index concurrency() const = 0;
  /// Runs task(i) for i in [0, count), in any order, on any thread; returns when all are done. The first exception is rethrown;
  /// pieces that have not begun by then are left out. Nested calls run inline.
  virtual void parallel_for(Index count, FunctionRef<void(Index)> task) = 0;
};

namespace detail {
/// Counts the forks on the way to this process: threads do not survive a fork, so pools of an older count have none.
inline std::atomic<unsigned>& fork_count() {
  static std::atomic<unsigned> count = [] {
    pthread_atfork(nullptr, nullptr, [] { fork_count().fetch_add(1, std::memory_order_relaxed); });
    return 0U;
  }();
  return count;
}
}  // namespace detail

/// Threads that help whoever calls. They start with the first call, spin for at most 100 microseconds after a job (so that
/// decoding token after token never pays a wake-up), then sleep. A piece is taken by whoever runs, so a thread that does not get
/// a CPU delays nothing but the piece it holds. If two threads call one pool at once, the second computes its pieces alone.
/// Nothing waits for the threads to end, so a pool may live in a static object. A forked child starts threads of its own.
class ThreadPool final : public Executor {
 public:
  /// `threads`, the caller counted; 0: usable_cpus(). If the system refuses threads, there are fewer.
  explicit ThreadPool(Index threads = 0) : threads_(threads > 0 ? threads : usable_cpus()) {}
  ~ThreadPool() override {
    const Shared* const shared = shared_.load(std::memory_order_acquire);
    // In a forked child the parent's threads are gone and its locks as they were: let go of them.
    if (shared == nullptr || (*shared)->forks() != detail::fork_count().load(std::memory_order_relaxed)) return;
    (*shared)->stop();
    delete shared;
  }

  Index concurrency() const override { return threads_; }

  void parallel_for(Index count, FunctionRef<void(Index)> task) override {
    if (count > 1 && threads_ > 1 && !detail::inside_piece && state().run(count, task)) return;
    for (Index i = 0; i < count; ++i) task(i);
  }

 private:
  using Shared = std::shared_ptr<detail::PoolState>;

  detail::PoolState& state() {
    const unsigned forks = detail::fork_count().load(std::memory_order_relaxed);
    const Shared* shared = shared_.load(std::memory_order_acquire);
    if (shared == nullptr || (*shared)->forks() != forks) {
      auto fresh = std::make_unique<const Shared>(std::make_shared<detail::PoolState>(forks));
      if (shared_.compare_exchange_strong(shared, fresh.get(), std::memory_order_acq_rel, std::memory_order_acquire)) {
        shared = fresh.release();
        start(*shared);
      }
    }
    return **shared;
  }

  void start(const Shared& state) const {
    try {
      for (Index i = 1; i < threads_; ++i) std::thread([state] { state->work(); }).detach();
    } catch (const std::system_error&) {  // the threads that did start, or the caller alone, do all the work
    }
  }

  Index threads_;
  std::atomic<const Shared*> shared_{nullptr};
};

/// The pool of the process, made on first use, with a thread for each usable CPU. It is never destroyed.
inline std::shared_ptr<Executor> default_executor() {
  static const auto* const pool = new std::shared_ptr<Executor>(std::make_shared<ThreadPool>());
  return *pool;
}

/// The executor that a model computes with; null where it has none to show.
template <class M>
std::shared_ptr<Executor> executor_of(const M& model) {
  if constexpr (requires { std::shared_ptr<Executor>(model.executor); })
    return model.executor;
  else
    return nullptr;
}

}  // namespace ganymede::inline v0
