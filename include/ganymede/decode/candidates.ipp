#pragma once
// The bodies of candidates.hpp.

#include <ganymede/decode/candidates.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void Candidates::begin(std::span<const float> row) {
  row_ = row;
  few_ = looked_ = false;
}

GANYMEDE_ONCE Strips& Candidates::look() {
  if (!std::exchange(looked_, true)) strips_.look(logits());
  return strips_;
}

GANYMEDE_ONCE std::span<std::uint32_t> Candidates::select(float least, float most) {
  const std::span<const float> from = logits();
  if (selected_.size() < from.size()) selected_.resize(from.size());
  const Index count = detail::kernels().vocabulary.select(from.data(), static_cast<Index>(from.size()), least, most, selected_.data());
  return std::span<std::uint32_t>(selected_).first(static_cast<std::size_t>(count));
}

GANYMEDE_ONCE void Candidates::keep(std::span<const std::uint32_t> chosen) {
  const std::span<const float> from = logits();
  if (few_) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      ids_[i] = ids_[chosen[i]];
      logits_[i] = from[chosen[i]];
    }
    ids_.resize(chosen.size());
    logits_.resize(chosen.size());
  } else {
    ids_.assign(chosen.begin(), chosen.end());
    logits_.clear();
    for (const std::uint32_t i : chosen) logits_.push_back(from[i]);
    few_ = true;
  }
  looked_ = false;
}

GANYMEDE_ONCE void Candidates::settle(std::span<float> row) {
  if (!std::exchange(few_, false)) return;
  std::fill(row.begin(), row.end(), minus_infinity);
  for (std::size_t i = 0; i < ids_.size(); ++i) row[ids_[i]] = logits_[i];
  row_ = {};
}

}  // namespace ganymede::inline v0
