#pragma once
// The state of a recurrent layer: of one size, however long the text is.

#include <ganymede/split.hpp>
#include <ganymede/state/page_pool.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace ganymede::inline v0 {

/// The state of a recurrent layer, in bytes; what they mean is the layer's own business.
struct RecurrentSlot {
  std::size_t bytes = 0;
  friend bool operator==(const RecurrentSlot&, const RecurrentSlot&) = default;
};

/// What one layer remembers of one text. A pass reads now() and writes next(); commit() makes the one the other. So a pass that fails
/// has changed nothing, and copies (forks) share now(), which nobody ever writes.
class RecurrentState {
 public:
  RecurrentState() = default;
  RecurrentState(const RecurrentState& other) noexcept : now_(other.now_) {}
  RecurrentState(RecurrentState&&) noexcept = default;
  RecurrentState& operator=(RecurrentState other) noexcept {
    now_ = std::move(other.now_);
    next_ = std::move(other.next_);
    return *this;
  }
  ~RecurrentState() = default;

  /// The state after the tokens so far; null before the first.
  const std::byte* now() const noexcept { return now_.empty() ? nullptr : now_.data(); }
  /// Where the pass that reserve() was called for leaves the state after its tokens.
  std::byte* next() const noexcept { return next_.data(); }

  /// Throws CapacityError when the pool is full.
  void reserve(const std::shared_ptr<PagePool>& pool, std::size_t bytes);
  void commit() noexcept { std::swap(now_, next_); }
  /// Back to the state before the first token.
  void forget() noexcept { now_ = {}; }

 private:
  PageRef now_, next_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/state/recurrent_state.ipp>
#endif
