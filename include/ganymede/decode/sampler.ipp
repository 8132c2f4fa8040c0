#pragma once
// The bodies of sampler.hpp.

#include <ganymede/decode/sampler.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE TokenId draw_exactly(std::span<const float> logits, float greatest, double uniform) {
  const double target = uniform * exact_sum(logits, greatest);
  std::array<double, part_values> weights;
  double sum = 0;
  std::size_t last = 0;
  for (std::size_t first = 0; first < logits.size(); first += part_values) {
    const std::size_t count = std::min(part_values, logits.size() - first);
    kernels().vocabulary.exponentials(logits.data() + first, static_cast<Index>(count), static_cast<double>(greatest), weights.data());
    for (std::size_t i = 0; i < count; ++i) {
      if (weights[i] == 0) continue;
      last = first + i;
      sum += weights[i];
      if (sum > target) return static_cast<TokenId>(last);
    }
  }
  return static_cast<TokenId>(last);
}

GANYMEDE_ONCE std::optional<TokenId> draw_roughly(Strips& strips, double uniform) {
  const std::span<const float> logits = strips.logits(), sums = strips.weights();
  const double margin = strips.total() * 0x1p-18, target = uniform * strips.total();
  double sum = 0;
  std::size_t strip = 0;
  for (; strip < sums.size() && sum + static_cast<double>(sums[strip]) <= target - margin; ++strip) sum += static_cast<double>(sums[strip]);
  const std::size_t first = strip * static_cast<std::size_t>(strip_values);
  if (first >= logits.size()) return std::nullopt;
  const std::size_t count = std::min(static_cast<std::size_t>(strip_values), logits.size() - first);
  std::array<double, static_cast<std::size_t>(strip_values)> weights;
  kernels().vocabulary.exponentials(logits.data() + first, static_cast<Index>(count), static_cast<double>(strips.greatest()),
                                    weights.data());
  for (std::size_t i = 0; i < count; ++i) {
    sum += weights[i];
    if (sum > target + margin) return static_cast<TokenId>(first + i);
    if (sum > target - margin) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace detail

GANYMEDE_ONCE TokenId sample(Strips& strips, Random& random) {
  const KnownFloatingPoint scope;
  strips.best();
  const double uniform = random.uniform();
  if (strips.logits().size() > detail::part_values)
    if (const std::optional<TokenId> id = detail::draw_roughly(strips, uniform)) return *id;
  return detail::draw_exactly(strips.logits(), strips.greatest(), uniform);
}

GANYMEDE_ONCE TokenId sample(std::span<const float> logits, Random& random) {
  const KnownFloatingPoint scope;
  Strips strips;
  strips.look(logits);
  return sample(strips, random);
}

GANYMEDE_ONCE TokenId sample(Candidates& candidates, Random& random) {
  return static_cast<TokenId>(candidates.id(static_cast<std::size_t>(sample(candidates.look(), random))));
}

GANYMEDE_ONCE Choice choose(std::span<const float> logits, bool greedy, Random& random) {
  const TokenId id = greedy ? best_token(logits) : sample(logits, random);
  return {id, log_probability(logits, id)};
}

}  // namespace ganymede::inline v0
