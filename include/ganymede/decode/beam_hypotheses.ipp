#pragma once
// The bodies of beam_hypotheses.hpp.

#include <ganymede/decode/beam_hypotheses.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void BeamText::reserve(std::size_t prompt, std::size_t new_tokens) {
  history.reserve(prompt + new_tokens);
  logprobs.reserve(new_tokens);
}

GANYMEDE_ONCE void BeamText::assign(const BeamText& other) {
  history.reserve(other.history.capacity());
  logprobs.reserve(other.logprobs.capacity());
  history.assign(other.history.begin(), other.history.end());
  logprobs.assign(other.logprobs.begin(), other.logprobs.end());
}

GANYMEDE_ONCE double BeamHypotheses::normalised(float sum, Index length) const {
  return static_cast<double>(sum) / std::pow(static_cast<double>(length), length_penalty_);
}

GANYMEDE_ONCE void BeamHypotheses::add(const BeamText& text, TokenId id, double logprob, double score, FinishReason reason) {
  if (best_.size() < num_beams_) best_.emplace_back();
  BeamHypothesis& h = best_.back();  // the worst, whose memory is used again
  h.text.assign(text);
  h.text.history.push_back(id);
  h.text.logprobs.push_back(logprob);
  settle(score, reason);
}

GANYMEDE_ONCE void BeamHypotheses::add(BeamText text, double score, FinishReason reason) {
  if (best_.size() < num_beams_) best_.emplace_back();
  best_.back().text = std::move(text);
  settle(score, reason);
}

GANYMEDE_ONCE bool BeamHypotheses::done(float running, Index length) const {
  if (best_.size() < num_beams_) return false;
  if (early_stopping_ == EarlyStopping::yes) return true;
  const bool grows = early_stopping_ == EarlyStopping::never && length_penalty_ > 0;  // a longer text may have a better score
  return !(normalised(running, grows ? limit_ : length) > best_.back().score);
}

GANYMEDE_ONCE void BeamHypotheses::settle(double score, FinishReason reason) {
  best_.back().score = score;
  best_.back().finish_reason = reason;
  const auto place = std::find_if(best_.begin(), best_.end() - 1, [&](const BeamHypothesis& h) { return score > h.score; });
  std::rotate(place, best_.end() - 1, best_.end());
}

}  // namespace ganymede::inline v0
