#pragma once
// Logits processors that reshape the distribution that is drawn from: in place, on the logits [V] of one sequence. What they take away
// becomes -infinity, and the most probable token always stays. Greedy decoding does without them.
//
// transformers computes them in float32 and leaves open which of equal logits stay; here probabilities are double, and of equals the lower
// ids stay. So the two can differ in tokens within about 1e-6 of a threshold, and nowhere else.

#include <ganymede/core/types.hpp>
#include <ganymede/decode/exp.hpp>
#include <ganymede/decode/penalties.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// A token that is still possible, what it is sorted by, and its probability.
struct Candidate {
  double key, probability;
  std::size_t id;
  /// Heap order: the smallest key, and of equals the lowest id, comes out first. Total, so that no library's sorting shows.
  friend bool operator<(const Candidate& a, const Candidate& b) { return a.key != b.key ? a.key > b.key : a.id > b.id; }
};
using Candidates = std::vector<Candidate>;

namespace detail {

inline float greatest(std::span<const float> logits) {
  float best = minus_infinity;
  for (const float logit : logits) best = logit > best ? logit : best;
  return best;
}

GANYMEDE_NO_CONTRACTION_BEGIN
/// Fills the candidates with probabilities, keyed by -logit, or with `surprise` by how far -ln p lies from the entropy. False if there are
/// none.
inline bool collect(std::span<const float> logits, bool surprise, Candidates& out) {
  GANYMEDE_NO_CONTRACTION
  out.clear();
  const double top = static_cast<double>(greatest(logits));
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i)
    if (logits[i] > minus_infinity) {
      out.push_back({-static_cast<double>(logits[i]), exp(static_cast<double>(logits[i]) - top), i});
      sum += out.back().probability;
    }
  double entropy = 0;
  const double log_sum = log(sum);
  for (Candidate& c : out) {
    c.probability /= sum;
    if (surprise) {
      c.key += top + log_sum;  // -ln p
      entropy += c.probability * c.key;
    }
  }
  if (surprise)
    for (Candidate& c : out) c.key = std::fabs(c.key - entropy);
  return !out.empty();
}
GANYMEDE_NO_CONTRACTION_END

inline Candidate pop(Candidates& heap) {
  std::pop_heap(heap.begin(), heap.end());
  const Candidate c = heap.back();
  heap.pop_back();
  return c;
}

}  // namespace detail

/// Divides by the temperature (> 0); a very small one, whose quotients no float holds, leaves the greatest logits alone.
inline void temperature(std::span<float> logits, double temperature) {
  const float t = static_cast<float>(temperature), best = detail::greatest(logits);
  float extent = 0;
  for (const float logit : logits)
    if (logit > minus_infinity) extent = std::max(extent, std::fabs(logit));
  if (std::isinf(extent) || (temperature > 1e-30 && static_cast<double>(extent) < temperature * 1e38)) {
    for (float& logit : logits) logit /= t;
  } else {
    for (float& logit : logits) {
      const double scaled = (static_cast<double>(logit) - static_cast<double>(best)) / temperature;
      logit = logit == best ? 0.0F : scaled > -1e38 ? static_cast<float>(scaled) : scaled == scaled ? minus_infinity : logit;
    }
  }
}

/// The k most probable tokens (Fan et al. 2018, section 5.4), and what equals the k-th, as transformers does.
inline void top_k(std::span<float> logits, Index k, Candidates& scratch) {
  if (k <= 0 || static_cast<std::size_t>(k) >= logits.size()) return;
  scratch.clear();
  for (std::size_t i = 0; i < logits.size(); ++i)
    if (logits[i] > minus_infinity) scratch.push_back({-static_cast<double>(logits[i]), 0, i});
  if (static_cast<std::size_t>(k) >= scratch.size()) return;
  const auto kth = scratch.begin() + (k - 1);
  std::nth_element(scratch.begin(), kth, scratch.end(), [](const Candidate& a, const Candidate& b) { return a.key < b.key; });
  const double threshold = -kth->key;
  for (float& logit : logits)
    if (static_cast<double>(logit) < threshold) logit = minus_infinity;
}

/// The nucleus: the fewest most probable tokens whose probabilities reach p (Holtzman et al. 2019, equation 2), but `keep` at least.
inline void top_p(std::span<float> logits, double p, Candidates& scratch, Index keep = 1) {
  if (p >= 1 || !detail::collect(logits, false, scratch)) return;
  std::make_heap(scratch.begin(), scratch.end());
  double above = 0;
  for (Index kept = 0; !scratch.empty() && (kept < keep || above < p); ++kept) above += detail::pop(scratch).probability;
  for (const Candidate& c : scratch) logits[c.id] = minus_infinity;
}

/// Tokens with at least min_p of the best one's probability (Nguyen et al. 2024, section 3), and the `keep` most probable.
inline void min_p(std::span<float> logits, double min_p, Candidates& scratch, Index keep = 1) {
  const double threshold = static_cast<double>(detail::greatest(logits)) + log(min_p);
  if (keep <= 1) {
    for (float& logit : logits)
      if (static_cast<double>(logit) < threshold) logit = minus_infinity;
  } else if (detail::collect(logits, false, scratch)) {
    std::make_heap(scratch.begin(), scratch.end());
    for (Index kept = 0; !scratch.empty() && (kept < keep || -scratch.front().key >= threshold); ++kept) detail::pop(scratch);
    for (const Candidate& c : scratch) logits[c.id] = minus_infinity;
  }
}

/// Tokens about as surprising as one expects: sorted by | -ln p - entropy |, the fewest first ones whose probabilities reach `mass`
/// (Meister et al. 2022, section 3), but `keep` at least, and what equals the last of them, as transformers does.
inline void typical(std::span<float> logits, double mass, Candidates& scratch, Index keep = 1) {
  if (mass >= 1 || !detail::collect(logits, true, scratch)) return;
  std::make_heap(scratch.begin(), scratch.end());
  Candidate last = detail::pop(scratch);
  double sum = last.probability;
  for (Index kept = 1; !scratch.empty() && (kept < keep || sum < mass); ++kept) {
    last = detail::pop(scratch);
    sum += last.probability;
  }
  for (const Candidate& c : scratch)
    if (c.key > last.key) logits[c.id] = minus_infinity;
}

}  // namespace ganymede::inline v0
