#pragma once
// Logits as a person reads them: tokens by probability, and which of a sampler's settings cut which of them away.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A token and ln of its probability; -infinity where it was cut away.
struct TokenProbability {
  TokenId id = 0;
  double logprob = 0;
  double probability() const { return std::exp(logprob); }
};

namespace detail {
/// ln sum exp(logits). Throws InputError where no probabilities come of them.
GANYMEDE_ONCE double log_sum_of(std::span<const float> logits);
}  // namespace detail

/// The `count` most probable tokens of logits [V], or all; of equals the lower id first. Throws InputError where all are -infinity, or one
/// is no number.
GANYMEDE_ONCE std::vector<TokenProbability> most_probable(std::span<const float> logits, std::size_t count);

/// How many tokens are more probable than `id`, or as probable with a lower id: 0 for the most probable. Throws InputError for an id
/// outside the vocabulary.
GANYMEDE_ONCE Index rank_of(std::span<const float> logits, TokenId id);

/// What one setting left: how many tokens are still possible, and the share of the probability before it that was theirs.
struct FilterStep {
  std::string name;
  double setting = 0;
  Index kept = 0;
  double kept_share = 0;
  std::vector<float> logits{};  ///< [V], after it
};

/// A token before and after a sampler's settings.
struct FilteredToken {
  TokenId id = 0;
  double before = 0, after = 0;  ///< ln of its probability; -infinity where it was cut away
  Index cut_by = -1;             ///< the step that cut it away; -1: none
};

/// From a model's logits [V] to those that are drawn from, step by step.
class FilterTable {
 public:
  explicit FilterTable(std::span<const float> logits) : logits_(logits.begin(), logits.end()) {}

  /// The next step: what the logits became by it. Throws InputError for another number of logits, and as most_probable.
  void add(std::string name, double setting, std::span<const float> logits);

  std::span<const FilterStep> steps() const { return steps_; }

  /// The `count` tokens that were the most probable before all steps, or all.
  std::vector<FilteredToken> tokens(std::size_t count) const;

 private:
  static bool possible(float logit) { return logit > -std::numeric_limits<float>::infinity(); }
  std::span<const float> last() const { return steps_.empty() ? logits_ : steps_.back().logits; }

  std::vector<float> logits_;
  std::vector<FilterStep> steps_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/probability_table.ipp>
#endif
