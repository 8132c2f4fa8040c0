#pragma once
// A row of logits [V], looked at once in strips of 64: the greatest of each, and the weight e^(logit - greatest) that each holds.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/decode/exp.hpp>
#include <ganymede/ops/kernels.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

inline constexpr float minus_infinity = -std::numeric_limits<float>::infinity();

namespace detail {

/// Calls each(values, id of the first) for neighbouring parts of a row, each of as many strips as `each` has memory for on its stack.
inline constexpr std::size_t part_strips = 64, part_values = part_strips * static_cast<std::size_t>(strip_values);
template <class Each>
void for_each_part(std::span<const float> logits, Each each) {
  for (std::size_t first = 0; first < logits.size(); first += part_values)
    each(logits.subspan(first, std::min(part_values, logits.size() - first)), first);
}
constexpr std::size_t strips_in(std::size_t logits) {
  return (logits + static_cast<std::size_t>(strip_values) - 1) / static_cast<std::size_t>(strip_values);
}

/// The greatest logit so far, the first strip that holds it, and whether one is NaN or +infinity.
struct Greatest {
  float value = minus_infinity;
  std::size_t strip = 0;
  bool broken = false;

  void look(std::span<const float> strips, std::size_t first);
  /// The token with this logit; of equals the one with the lowest id. Throws Error where there is none.
  TokenId token(std::span<const float> logits) const;
};

/// Of all logits, by a look at each.
GANYMEDE_ONCE Greatest greatest_of(std::span<const float> logits);

/// Sum of e^(logit - greatest), within 2^-19 of it. Equal logits give equal bits everywhere.
GANYMEDE_ONCE double rough_sum(std::span<const float> logits, float greatest);

/// Sum of e^(logit - greatest), each with the bits of exp, added in the order of the ids.
GANYMEDE_ONCE double exact_sum(std::span<const float> logits, float greatest);

}  // namespace detail

/// What one pass and, where weights are asked for, a second one tell of a row. The memory is kept from row to row.
class Strips {
 public:
  /// Looks at a row, which has to stay as it is while this is used.
  void look(std::span<const float> logits);
  std::span<const float> logits() const noexcept { return logits_; }
  /// Of each strip.
  std::span<const float> largest() const noexcept { return largest_; }
  float greatest() const noexcept { return greatest_.value; }
  /// Whether a token can be chosen: no logit is NaN or +infinity, and not all are -infinity.
  bool sound() const noexcept { return !greatest_.broken && greatest_.value > minus_infinity; }
  /// Throws as best_token.
  TokenId best() const { return greatest_.token(logits_); }

  /// Sum of e^(logit - greatest) of each strip, within 2^-19 of it. Only where sound().
  std::span<const float> weights() {
    if (!weighed_) weigh(nullptr);
    return weights_;
  }
  /// Of all strips.
  double total() {
    weights();
    return total_;
  }
  /// Sum of (greatest - logit) e^(logit - greatest).
  double surprise();
  double log_sum_exp() { return static_cast<double>(greatest_.value) + log(total()); }

 private:
  static double sum(std::span<const float> strips);
  void weigh(float* surprises);

  std::span<const float> logits_{};
  std::vector<float> largest_{}, weights_{}, surprises_{};
  detail::Greatest greatest_{};
  double total_ = 0;
  bool weighed_ = false;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/strips.ipp>
#endif
