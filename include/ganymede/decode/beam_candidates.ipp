#pragma once
// The bodies of beam_candidates.hpp.

#include <ganymede/decode/beam_candidates.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void BeamCandidates::begin(std::size_t keep, bool draw) {
  keep_ = keep;
  draws_ = draw;
  chosen_.clear();
  all_.clear();
}

GANYMEDE_ONCE void BeamCandidates::add(Index beam, float score, std::span<const float> logprobs) {
  std::size_t i = 0;
  const auto candidate = [&] { return BeamCandidate{score + logprobs[i], static_cast<TokenId>(i), beam}; };
  if (draws_) {
    for (; i < logprobs.size(); ++i)
      if (logprobs[i] > -std::numeric_limits<float>::infinity()) all_.push_back(candidate());
    return;
  }
  for (; i < logprobs.size() && chosen_.size() < keep_; ++i)
    if (logprobs[i] > -std::numeric_limits<float>::infinity()) {
      chosen_.push_back(candidate());
      std::push_heap(chosen_.begin(), chosen_.end());  // the worst comes out first
    }
  strips_.look(logprobs);
  while (i < logprobs.size()) {
    const std::size_t width = static_cast<std::size_t>(detail::strip_values), strip = i / width;
    const std::size_t end = std::min((strip + 1) * width, logprobs.size());
    if (score + strips_.largest()[strip] <= chosen_.front().score) i = end;  // nothing in it is better
    for (; i < end; ++i)
      if (score + logprobs[i] > chosen_.front().score) {
        std::pop_heap(chosen_.begin(), chosen_.end());
        chosen_.back() = candidate();
        std::push_heap(chosen_.begin(), chosen_.end());
      }
  }
}

GANYMEDE_ONCE std::span<const BeamCandidate> BeamCandidates::choose(Random& random) {
  if (!draws_)
    std::sort(chosen_.begin(), chosen_.end());
  else
    draw(random);
  return chosen_;
}

GANYMEDE_ONCE void BeamCandidates::draw(Random& random) {
  float best = -std::numeric_limits<float>::infinity();
  for (const BeamCandidate& c : all_) best = std::max(best, c.score);
  scores_.clear();
  for (const BeamCandidate& c : all_) scores_.push_back(c.score);
  weights_.resize(all_.size());
  detail::kernels().vocabulary.exponentials(scores_.data(), static_cast<Index>(all_.size()), static_cast<double>(best), weights_.data());
  while (chosen_.size() < keep_) {
    double total = 0, sum = 0;
    for (const double w : weights_) total += w;
    if (total == 0) break;
    const double target = random.uniform() * total;
    std::size_t last = 0;
    for (std::size_t i = 0; i < weights_.size() && sum <= target; ++i)
      if (weights_[i] > 0) sum += weights_[last = i];
    chosen_.push_back(all_[last]);
    weights_[last] = 0;
  }
}

}  // namespace ganymede::inline v0
