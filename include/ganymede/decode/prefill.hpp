#pragma once
// Long prompts, a piece at a time: so that a pass's memory does not grow with the prompt.

#include <ganymede/core/concepts.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/workspace.hpp>

#include <atomic>
#include <span>

namespace ganymede::inline v0 {

/// Rows of a pass that keep all threads busy while what they need of memory stays small.
inline constexpr std::size_t prefill_rows = 256;

/// Computes `tokens` of `sequence` in passes of prefill_rows, all but the last of these, and returns what is left to compute: at least
/// one token, if there were any. The logits that follow are the same bits as those of one pass. Stops early once `cancel` is true. Throws
/// as forward() does; the pieces that were computed then stay. Uses `batch`, and leaves it empty.
template <CausalModel M>
std::span<const TokenId> prefill(const M& model, Sequence& sequence, std::span<const TokenId> tokens, Batch& batch, Workspace& workspace,
                                 const std::atomic<bool>* cancel = nullptr) {
  for (; tokens.size() > prefill_rows; tokens = tokens.subspan(prefill_rows)) {
    if (cancel != nullptr && cancel->load(std::memory_order_relaxed)) break;
    batch.clear();
    model.forward(batch.add(sequence, tokens.first(prefill_rows), LogitRows::none), workspace);
  }
  batch.clear();
  return tokens;
}

}  // namespace ganymede::inline v0
