#pragma once
// The bodies of pool_state.hpp.

#include <ganymede/core/pool_state.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE bool PoolState::run(Index count, FunctionRef<void(Index)> task) {
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

GANYMEDE_ONCE void PoolState::work() {
  const KnownFloatingPoint scope;  // not that of whoever made the thread
  inside_piece = true;
  const auto something = [this] { return stop_.load(std::memory_order_acquire) || free_pieces(job_.load(std::memory_order_seq_cst)) > 0; };
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

GANYMEDE_ONCE void PoolState::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_.store(true, std::memory_order_release);
  }
  wake_.notify_all();
}

GANYMEDE_ONCE void PoolState::take_pieces() {
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

GANYMEDE_ONCE void PoolState::run_one(FunctionRef<void(Index)> task, Index i) noexcept {
  if (failed_.load(std::memory_order_relaxed)) return;
  try {
    task(i);
  } catch (...) {
    if (!failed_.exchange(true, std::memory_order_relaxed)) error_ = std::current_exception();
  }
}

}  // namespace detail

}  // namespace ganymede::inline v0
