#pragma once
// The body of ranking.hpp.

#include <ganymede/decode/ranking.hpp>

#include <ganymede/decode/exp.hpp>
#include <ganymede/decode/no_contraction.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace ganymede::inline v0::detail {

GANYMEDE_NO_CONTRACTION_BEGIN
/// Sum of p * -ln p in the order of the ids; `ranking` knows all but the entropy.
inline double exact_entropy(std::span<const float> logits, const Ranking& ranking) {
  GANYMEDE_NO_CONTRACTION
  double entropy = 0;
  std::array<double, part_values> weights;
  for (std::size_t first = 0; first < logits.size(); first += part_values) {
    const std::size_t count = std::min(part_values, logits.size() - first);
    kernels().vocabulary.exponentials(logits.data() + first, static_cast<Index>(count), ranking.greatest, weights.data());
    for (std::size_t i = 0; i < count; ++i)
      if (logits[first + i] > minus_infinity) {
        const double probability = weights[i] / ranking.total, surprise = -static_cast<double>(logits[first + i]) + ranking.offset;
        entropy += probability * surprise;
      }
  }
  return entropy;
}
GANYMEDE_NO_CONTRACTION_END

GANYMEDE_ONCE Ranking ranking_of(Strips& strips, bool surprise, Precision precision) {
  const std::span<const float> logits = strips.logits();
  Ranking r{.surprise = surprise, .greatest = static_cast<double>(strips.greatest())};
  double surprise_total = 0;  // of weights times (greatest - logit)
  if (precision == Precision::rough) {
    if (surprise) surprise_total = strips.surprise();
    r.total = strips.total();
    r.tolerance = 0x1p-18;
  } else if (precision == Precision::lanes) {
    const ExpMoments moments = kernels().vocabulary.exp_moments(logits.data(), static_cast<Index>(logits.size()), r.greatest);
    r.total = moments.sum;
    surprise_total = -moments.weighted;
    r.tolerance = 1e-9;
  } else {
    r.total = exact_sum(logits, strips.greatest());
  }
  if (!surprise) return r;
  const double log_total = log(r.total);
  r.offset = r.greatest + log_total;
  const double below = surprise_total / r.total;
  r.entropy = precision == Precision::exact ? exact_entropy(logits, r) : log_total + below;
  r.key_tolerance = r.tolerance * (1 + 2 * below);
  return r;
}

}  // namespace ganymede::inline v0::detail
