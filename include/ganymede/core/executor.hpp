#pragma once
// Who runs the pieces of a pass: an Executor, by default a pool of threads that take small pieces as they come free.

#include <ganymede/core/error.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/core/os/fork_count.hpp>
#include <ganymede/core/os/thread_limits.hpp>
#include <ganymede/core/os/usable_cpus.hpp>
#include <ganymede/core/pool_state.hpp>
#include <ganymede/core/types.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace ganymede::inline v0 {

/// Runs independent pieces of work. Implement it to run ganymede on threads of one's own; for equal results they need a floating-point
/// environment as threads begin with (or KnownFloatingPoint around each piece).
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

/// Threads that help whoever calls. They start with the first call, spin for at most 100 microseconds after a job (so that
/// decoding token after token never pays a wake-up), then sleep. A piece is taken by whoever runs, so a thread that does not get
/// a CPU delays nothing but the piece it holds. If two threads call one pool at once, the second computes its pieces alone.
/// Pieces run in the same floating-point environment, whatever the caller's is. The destructor waits for the threads, so a library that
/// has a pool of its own may be unloaded after it. A forked child starts threads of its own.
class ThreadPool final : public Executor {
 public:
  /// `threads`, the caller counted, most_threads at the most; 0: usable_cpus(). If the system refuses threads, or would have no memory
  /// left for anything else, there are fewer. Throws InputError for a negative number.
  explicit ThreadPool(Index threads = 0) : threads_(std::min(threads == 0 ? usable_cpus() : threads, room_for_threads())) {
    if (threads < 0)
      throw InputError{{.problem = "cannot run",
                        .key = "threads",
                        .expected = "a positive number, or 0 for all CPUs",
                        .found = std::to_string(threads)}};
  }
  ~ThreadPool() override {
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

  Index concurrency() const override { return threads_; }

  void parallel_for(Index count, FunctionRef<void(Index)> task) override {
    const KnownFloatingPoint scope;
    if (count > 1 && threads_ > 1 && !detail::inside_piece && state().run(count, task)) return;
    for (Index i = 0; i < count; ++i) task(i);
  }

 private:
  struct Shared {
    std::shared_ptr<detail::PoolState> state;
    std::vector<std::thread> threads{};
  };

  detail::PoolState& state() {
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

  void start(Shared& shared) const {
    try {
      shared.threads.reserve(static_cast<std::size_t>(threads_ - 1));
      for (Index i = 1; i < threads_; ++i) shared.threads.emplace_back([state = shared.state] { state->work(); });
    } catch (const std::system_error&) {  // the threads that did start, or the caller alone, do all the work
    } catch (const std::bad_alloc&) {}
  }

  Index threads_;
  std::atomic<Shared*> shared_{nullptr};
};

/// The pool of the process, made on first use, with a thread for each usable CPU. It is never destroyed, so a shared library that uses it
/// must never be unloaded: link it with -z nodelete, or give models a pool of their own (threads or executor of LoadOptions).
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
