#pragma once
// Who runs the pieces of a pass: an Executor, by default a pool of threads that take small pieces as they come free.

#include <ganymede/core/error.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/core/os/thread_limits.hpp>
#include <ganymede/core/os/usable_cpus.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <atomic>
#include <memory>

namespace ganymede::inline v0 {
namespace detail {
class PoolState;
}

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
  explicit ThreadPool(Index threads = 0);
  ~ThreadPool() override;

  Index concurrency() const override { return threads_; }

  void parallel_for(Index count, FunctionRef<void(Index)> task) override;

 private:
  struct Shared;

  detail::PoolState& state();
  void start(Shared& shared) const;

  Index threads_;
  std::atomic<Shared*> shared_{nullptr};
};

/// The pool of the process, made on first use, with a thread for each usable CPU. It is never destroyed, so a shared library that uses it
/// must never be unloaded: link it with -z nodelete, or give models a pool of their own (threads or executor of LoadOptions).
GANYMEDE_ONCE std::shared_ptr<Executor> default_executor();

/// The executor that a model computes with; null where it has none to show.
template <class M>
std::shared_ptr<Executor> executor_of(const M& model) {
  if constexpr (requires { std::shared_ptr<Executor>(model.executor); })
    return model.executor;
  else if constexpr (requires { std::shared_ptr<Executor>(model.executor()); })
    return model.executor();
  else
    return nullptr;
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/executor.ipp>
#endif
