#pragma once
// A row of logits [V], looked at once in strips of 64: the greatest of each, and the weight e^(logit - greatest) that each holds.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/decode/exp.hpp>
#include <ganymede/ops/kernels.hpp>

#include <algorithm>
#include <array>
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

  void look(std::span<const float> strips, std::size_t first) {
    for (std::size_t i = 0; i < strips.size(); ++i) {
      broken |= !(strips[i] <= std::numeric_limits<float>::max());
      if (strips[i] > value) {
        value = strips[i];
        strip = first + i;
      }
    }
  }
  /// The token with this logit; of equals the one with the lowest id. Throws Error where there is none.
  TokenId token(std::span<const float> logits) const {
    if (broken || logits.empty()) throw Error{{.problem = "no token can be chosen: a logit is not a number", .key = "logits"}};
    if (value == minus_infinity) throw Error{{.problem = "no token can be chosen: all are forbidden", .key = "logits"}};
    return static_cast<TokenId>(std::find(logits.begin() + static_cast<Index>(strip) * strip_values, logits.end(), value) - logits.begin());
  }
};

/// Of all logits, by a look at each.
inline Greatest greatest_of(std::span<const float> logits) {
  Greatest greatest;
  for_each_part(logits, [&](std::span<const float> values, std::size_t first) {
    std::array<float, part_strips> strips;
    kernels().vocabulary.strip_largest(values.data(), static_cast<Index>(values.size()), strips.data());
    greatest.look(std::span<const float>(strips).first(strips_in(values.size())), strips_in(first));
  });
  return greatest;
}

/// Sum of e^(logit - greatest), within 2^-19 of it. Equal logits give equal bits everywhere.
inline double rough_sum(std::span<const float> logits, float greatest) {
  double sum = 0;
  for_each_part(logits, [&](std::span<const float> values, std::size_t) {
    std::array<float, part_strips> strips;
    kernels().vocabulary.strip_exp_sums(values.data(), static_cast<Index>(values.size()), greatest, strips.data(), nullptr);
    for (std::size_t i = 0; i < strips_in(values.size()); ++i) sum += static_cast<double>(strips[i]);
  });
  return sum;
}

/// Sum of e^(logit - greatest), each with the bits of exp, added in the order of the ids.
inline double exact_sum(std::span<const float> logits, float greatest) {
  double sum = 0;
  for_each_part(logits, [&](std::span<const float> values, std::size_t) {
    std::array<double, part_values> weights;
    kernels().vocabulary.exponentials(values.data(), static_cast<Index>(values.size()), static_cast<double>(greatest), weights.data());
    for (std::size_t i = 0; i < values.size(); ++i) sum += weights[i];
  });
  return sum;
}

}  // namespace detail

/// What one pass and, where weights are asked for, a second one tell of a row. The memory is kept from row to row.
class Strips {
 public:
  /// Looks at a row, which has to stay as it is while this is used.
  void look(std::span<const float> logits) {
    logits_ = logits;
    largest_.resize(detail::strips_in(logits.size()));
    detail::kernels().vocabulary.strip_largest(logits.data(), static_cast<Index>(logits.size()), largest_.data());
    greatest_ = {};
    greatest_.look(largest_, 0);
    weighed_ = false;
  }
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
  double surprise() {
    surprises_.resize(largest_.size());
    weigh(surprises_.data());
    return sum(surprises_);
  }
  double log_sum_exp() { return static_cast<double>(greatest_.value) + log(total()); }

 private:
  static double sum(std::span<const float> strips) {
    double sum = 0;
    for (const float strip : strips) sum += static_cast<double>(strip);
    return sum;
  }
  void weigh(float* surprises) {
    weights_.resize(largest_.size());
    detail::kernels().vocabulary.strip_exp_sums(logits_.data(), static_cast<Index>(logits_.size()), greatest_.value, weights_.data(),
                                                surprises);
    total_ = sum(weights_);
    weighed_ = true;
  }

  std::span<const float> logits_{};
  std::vector<float> largest_{}, weights_{}, surprises_{};
  detail::Greatest greatest_{};
  double total_ = 0;
  bool weighed_ = false;
};

}  // namespace ganymede::inline v0
