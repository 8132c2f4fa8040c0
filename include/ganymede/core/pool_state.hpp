#pragma once
// What the threads of a pool share: one job at a time, cut into pieces that whoever runs takes one by one.

#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/core/os/spin.hpp>
#include <ganymede/core/types.hpp>

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
  bool run(Index count, FunctionRef<void(Index)> task) {
    if (busy_.exchange(true, std::memory_order_acquire)) return false;
    const Index step = (count - 1) / max_pieces + 1;  // indices per piece: 1, unless there are a million
    const Index pieces = (count - 1) / step + 1;
    task_.store(&task, std::memory_order_relaxed);
    count_.store(count, std::memory_order_relaxed);
    pieces_.store(pieces, std::memory_order_relaxed);
    step_.store(step, std::memory_order_relaxed);
    pending_.store(pieces, std::memory_order_relaxed);
    job_.store((++generation_ << piece_bits) | static_cast<std::uint64_t>(pieces), std::memory_order_seq_cst);
    if (sleepers_.load(std::memory_order_seq_cst) > 0) {
      { const std::lock_guard lock(mutex_); }
      wake_.notify_all();
    }
    inside_piece = true;
    take_pieces();
    inside_piece = false;
    // No piece is free any more; those in flight belong to workers that run, or that have been descheduled.
    const auto done = [this] { return pending_.load(std::memory_order_acquire) == 0; };
    if (!done() && !spin_until(done, std::chrono::microseconds(200))) {
      std::unique_lock lock(mutex_);
      caller_waits_.store(true, std::memory_order_seq_cst);
      finished_.wait(lock, [this] { return pending_.load(std::memory_order_seq_cst) == 0; });
      caller_waits_.store(false, std::memory_order_relaxed);
    }
    std::exception_ptr error;
    if (failed_.load(std::memory_order_relaxed)) {
      error = std::exchange(error_, nullptr);
      failed_.store(false, std::memory_order_relaxed);
    }
    busy_.store(false, std::memory_order_release);
    if (error) std::rethrow_exception(error);
    return true;
  }

  /// A worker's life.
  void work() {
    const KnownFloatingPoint scope;  // not that of whoever made the thread
    inside_piece = true;
    const auto something = [this] {
      return stop_.load(std::memory_order_acquire) || free_pieces(job_.load(std::memory_order_seq_cst)) > 0;
    };
    while (!stop_.load(std::memory_order_acquire)) {
      if (!spin_until(something, std::chrono::microseconds(100))) {
        std::unique_lock lock(mutex_);
        sleepers_.fetch_add(1, std::memory_order_seq_cst);
        wake_.wait(lock, something);
        sleepers_.fetch_sub(1, std::memory_order_relaxed);
      }
      take_pieces();
    }
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stop_.store(true, std::memory_order_release);
    }
    wake_.notify_all();
  }

 private:
  // job_ holds the number of the current job and, below, how many of its pieces nobody has taken yet. Whoever takes one by
  // compare-exchange knows that the job is still the one whose task_ and count_ it has read: it cannot end before that piece does.
  static constexpr int piece_bits = 20;
  static constexpr Index max_pieces = (Index{1} << piece_bits) - 1;
  static Index free_pieces(std::uint64_t job) { return static_cast<Index>(job & static_cast<std::uint64_t>(max_pieces)); }

  void take_pieces() {
    Index finished = 0;
    std::uint64_t job = job_.load(std::memory_order_acquire);
    while (free_pieces(job) > 0) {
      const auto* const task = task_.load(std::memory_order_relaxed);
      const Index count = count_.load(std::memory_order_relaxed), step = step_.load(std::memory_order_relaxed);
      const Index piece = pieces_.load(std::memory_order_relaxed) - free_pieces(job);
      if (!job_.compare_exchange_weak(job, job - 1, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
      for (Index i = piece * step; i < std::min(piece * step + step, count); ++i) run_one(*task, i);
      ++finished;  // reported when nothing is left to take; until then this job cannot end
      job = job_.load(std::memory_order_acquire);
    }
    if (finished > 0 && pending_.fetch_sub(finished, std::memory_order_seq_cst) == finished &&
        caller_waits_.load(std::memory_order_seq_cst)) {
      { const std::lock_guard lock(mutex_); }
      finished_.notify_one();
    }
  }

  void run_one(FunctionRef<void(Index)> task, Index i) noexcept {
    if (failed_.load(std::memory_order_relaxed)) return;
    try {
      task(i);
    } catch (...) {
      if (!failed_.exchange(true, std::memory_order_relaxed)) error_ = std::current_exception();
    }
  }

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
