#pragma once
// Logits processors that reshape the distribution that is drawn from: in place, on the logits [V] of one sequence. What they take away
// becomes -infinity, and the most probable token always stays. Greedy decoding does without them.
//
// transformers computes them in float32 and leaves open which of equal logits stay; here probabilities are double, and of equals the lower
// ids stay. So the two can differ in tokens within about 1e-6 of a threshold, and nowhere else.

#include <ganymede/core/types.hpp>
#include <ganymede/decode/candidates.hpp>
#include <ganymede/decode/exp.hpp>
#include <ganymede/decode/nucleus.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>

namespace ganymede::inline v0 {

/// Divides by the temperature (> 0); a very small one, whose quotients no float holds, leaves the greatest logits alone.
inline void temperature(std::span<float> logits, double temperature) {
  const auto& rows = detail::kernels().vocabulary;
  const Index size = static_cast<Index>(logits.size());
  const float extent = rows.extent(logits.data(), size);
  if (std::isinf(extent) || (temperature > 1e-30 && static_cast<double>(extent) < temperature * 1e38))
    return rows.divide(logits.data(), size, static_cast<float>(temperature));
  const float best = detail::greatest_of(logits).value;
  for (float& logit : logits) {
    const double scaled = (static_cast<double>(logit) - static_cast<double>(best)) / temperature;
    logit = logit == best ? 0.0F : scaled > -1e38 ? static_cast<float>(scaled) : scaled == scaled ? minus_infinity : logit;
  }
}

/// The k most probable tokens (Fan et al. 2018, section 5.4), and what equals the k-th, as transformers does.
inline void top_k(Candidates& candidates, Index k) {
  const std::size_t wanted = static_cast<std::size_t>(std::max<Index>(k, 0));
  if (wanted == 0 || wanted >= candidates.logits().size()) return;
  const Strips& strips = candidates.look();
  if (!strips.sound()) return;
  std::vector<float>& values = candidates.values;
  const auto greatest_first = [&](std::size_t place) {
    std::nth_element(values.begin(), values.begin() + static_cast<Index>(place), values.end(), std::greater<>{});
    return values[place];
  };
  float least = minus_infinity;  // k strips hold something as great, so the k-th is no less
  if (wanted <= strips.largest().size()) {
    values.assign(strips.largest().begin(), strips.largest().end());
    least = greatest_first(wanted - 1);
  }
  const std::span<std::uint32_t> found = candidates.select(std::max(least, std::numeric_limits<float>::lowest()));
  if (found.size() <= wanted) return candidates.keep(found);
  values.clear();
  for (const std::uint32_t i : found) values.push_back(candidates.logits()[i]);
  const float kth = greatest_first(wanted - 1);
  const auto end = std::remove_if(found.begin(), found.end(), [&](std::uint32_t i) { return candidates.logits()[i] < kth; });
  candidates.keep(found.first(static_cast<std::size_t>(end - found.begin())));
}

/// The nucleus: the fewest most probable tokens whose probabilities reach p (Holtzman et al. 2019, equation 2), but `keep` at least.
inline void top_p(Candidates& candidates, double p, Index keep = 1) {
  if (p < 1) detail::keep_nearest(candidates, false, p, keep);
}

/// Tokens with at least min_p of the best one's probability (Nguyen et al. 2024, section 3), and the `keep` most probable.
inline void min_p(Candidates& candidates, double min_p, Index keep = 1) {
  const Strips& strips = candidates.look();
  const double threshold = static_cast<double>(strips.greatest()) + log(min_p);
  if (!strips.sound() || threshold < static_cast<double>(std::numeric_limits<float>::lowest())) return;
  float least = static_cast<float>(threshold);
  if (static_cast<double>(least) < threshold) least = std::nextafter(least, std::numeric_limits<float>::infinity());
  const std::span<std::uint32_t> found = candidates.select(least);
  if (static_cast<Index>(found.size()) >= keep)
    candidates.keep(found);
  else
    detail::keep_nearest(candidates, false, 0, keep);
}

/// Tokens about as surprising as one expects: sorted by | -ln p - entropy |, the fewest first ones whose probabilities reach `mass`
/// (Meister et al. 2022, section 3), but `keep` at least, and what equals the last of them, as transformers does.
inline void typical(Candidates& candidates, double mass, Index keep = 1) {
  if (mass < 1) detail::keep_nearest(candidates, true, mass, keep);
}

/// The same on a row of their own.
inline void top_k(std::span<float> logits, Index k, Candidates& scratch) {
  scratch.begin(logits);
  top_k(scratch, k);
  scratch.settle(logits);
}
inline void top_p(std::span<float> logits, double p, Candidates& scratch, Index keep = 1) {
  scratch.begin(logits);
  top_p(scratch, p, keep);
  scratch.settle(logits);
}
inline void min_p(std::span<float> logits, double share, Candidates& scratch, Index keep = 1) {
  scratch.begin(logits);
  min_p(scratch, share, keep);
  scratch.settle(logits);
}
inline void typical(std::span<float> logits, double mass, Candidates& scratch, Index keep = 1) {
  scratch.begin(logits);
  typical(scratch, mass, keep);
  scratch.settle(logits);
}

}  // namespace ganymede::inline v0
