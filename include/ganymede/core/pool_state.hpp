#pragma once
// What the threads of a pool share: one job at a time, cut into pieces that whoever runs takes one by one.

#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/core/os/spin.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

/// Whether this thread runs a piece of some pool: what it starts then runs inline.
inline thread_local bool inside_piece = false;

/// What a pool's threads share. The pool and each thread hold it.
class PoolState {
 public:
  explicit PoolState(unsigned forks) : forks_(forks) {}
  unsigned forks() const noexcept { return forks_; }

  /// Runs all pieces, with the help of whichever worker is free. False, having done nothing, if another thread is using the pool.
  bool run(Index count, FunctionRef<void(Index)> task);

  /// A worker's life.
  void work();

  void stop();

 private:
  // job_ holds the number of the current job and, below, how many of its pieces nobody has taken yet. Whoever takes one by
  // compare-exchange knows that the job is still the one whose task_ and count_ it has read: it cannot end before that piece does.
  static constexpr int piece_bits = 20;
  static constexpr Index max_pieces = (Index{1} << piece_bits) - 1;
  static Index free_pieces(std::uint64_t job) { return static_cast<Index>(job & static_cast<std::uint64_t>(max_pieces)); }

  void take_pieces();

  void run_one(FunctionRef<void(Index)> task, Index i) noexcept;

  alignas(64) std::atomic<std::uint64_t> job_{0};
  std::atomic<const FunctionRef<void(Index)>*> task_{nullptr};
  std::atomic<Index> count_{0}, pieces_{0}, step_{1};
  alignas(64) std::atomic<Index> pending_{0};
  std::atomic<bool> failed_{false}, caller_waits_{false};
  alignas(64) std::atomic<bool> busy_{false}, stop_{false};
  std::atomic<int> sleepers_{0};
  std::exception_ptr error_;
  std::uint64_t generation_ = 0;
  unsigned forks_;
  std::mutex mutex_;
  std::condition_variable wake_, finished_;
};

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/pool_state.ipp>
#endif
