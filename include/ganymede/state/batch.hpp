#pragma once
// New tokens of any number of sequences, one after the other: ragged, never padded.

#include <ganymede/split.hpp>
#include <ganymede/state/sequence.hpp>

#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Which rows of a segment want logits.
enum class LogitRows : std::uint8_t { last, all, none };

/// Rows [first_row, first_row + rows) of a batch continue `sequence`; its logits begin at row `first_logit` of the pass's logits.
struct Segment {
  Sequence* sequence = nullptr;
  Index first_row = 0, rows = 0;
  Index first_logit = 0, logit_rows = 0;
};

/// One prompt, sixteen prompts, four beams, a server's mixture of prefill and decode: all are batches.
/// Adding changes no sequence; a forward pass that succeeds does.
class Batch {
 public:
  /// Throws InputError when there are no tokens or the sequence is already in the batch. The sequence must outlive the pass.
  Batch& add(Sequence& sequence, std::span<const TokenId> tokens, LogitRows wanted = LogitRows::last) &;
  /// `model.forward(Batch{}.add(a, ids).add(b, more), workspace)`, and a reference to what this returns does not dangle.
  Batch add(Sequence& sequence, std::span<const TokenId> tokens, LogitRows wanted = LogitRows::last) &&;
  /// Empties the batch and keeps its memory.
  void clear() noexcept;

  Index rows() const noexcept { return static_cast<Index>(tokens_.size()); }
  Index logit_rows() const noexcept { return logit_rows_; }
  std::span<const TokenId> tokens() const noexcept { return tokens_; }
  std::span<const Segment> segments() const noexcept { return segments_; }
  /// The adapter of each row's sequence, -1 where it has none; null where none has one.
  const Index* row_adapters() const noexcept { return row_adapters_.empty() ? nullptr : row_adapters_.data(); }

 private:
  std::vector<TokenId> tokens_;
  std::vector<Segment> segments_;
  std::vector<Index> row_adapters_;
  Index logit_rows_ = 0;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/state/batch.ipp>
#endif
