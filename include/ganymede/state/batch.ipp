#pragma once
// The bodies of batch.hpp.

#include <ganymede/state/batch.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Batch& Batch::add(Sequence& sequence, std::span<const TokenId> tokens, LogitRows wanted) & {
  if (tokens.empty()) throw InputError{{.problem = "no tokens", .key = "Batch::add"}};
  for (const Segment& s : segments_)
    if (s.sequence == &sequence) throw InputError{{.problem = "this sequence is already in the batch", .key = "Batch::add"}};
  const Index rows = static_cast<Index>(tokens.size());
  const Index logit_rows = wanted == LogitRows::all ? rows : wanted == LogitRows::last ? 1 : 0;
  tokens_.reserve(tokens_.size() + tokens.size());
  if (sequence.adapter() >= 0 || !row_adapters_.empty()) {
    row_adapters_.resize(tokens_.size(), -1);
    row_adapters_.resize(tokens_.size() + tokens.size(), sequence.adapter());
  }
  segments_.push_back({&sequence, this->rows(), rows, logit_rows_, logit_rows});
  tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
  logit_rows_ += logit_rows;
  return *this;
}

GANYMEDE_ONCE Batch Batch::add(Sequence& sequence, std::span<const TokenId> tokens, LogitRows wanted) && {
  return std::move(add(sequence, tokens, wanted));
}

GANYMEDE_ONCE void Batch::clear() noexcept {
  tokens_.clear();
  segments_.clear();
  row_adapters_.clear();
  logit_rows_ = 0;
}

}  // namespace ganymede::inline v0
