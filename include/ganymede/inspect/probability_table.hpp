#pragma once
// Logits as a person reads them: tokens by probability, and which of a sampler's settings cut which of them away.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>

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
inline double log_sum_of(std::span<const float> logits) {
  double greatest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (const float logit : logits) greatest = std::max(greatest, double(logit));
  for (const float logit : logits) sum += std::exp(double(logit) - greatest);
  if (!(sum >= 1) || !std::isfinite(sum))
    throw InputError{{.problem = "logits without probabilities: none is possible, or one is no number", .key = "logits"}};
  return greatest + std::log(sum);
}
}  // namespace detail

/// The `count` most probable tokens of logits [V], or all; of equals the lower id first. Throws InputError where all are -infinity, or one
/// is no number.
inline std::vector<TokenProbability> most_probable(std::span<const float> logits, std::size_t count) {
  const double log_sum = detail::log_sum_of(logits);
  std::vector<TokenId> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  const auto logit = [&](TokenId id) { return logits[static_cast<std::size_t>(id)]; };
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
  std::partial_sort(order.begin(), end, order.end(),
                    [&](TokenId a, TokenId b) { return logit(a) > logit(b) || (logit(a) == logit(b) && a < b); });
  std::vector<TokenProbability> table;
  for (auto id = order.begin(); id != end; ++id) table.push_back({*id, double(logit(*id)) - log_sum});
  return table;
}

/// How many tokens are more probable than `id`, or as probable with a lower id: 0 for the most probable. Throws InputError for an id
/// outside the vocabulary.
inline Index rank_of(std::span<const float> logits, TokenId id) {
  if (id < 0 || static_cast<std::size_t>(id) >= logits.size())
    throw InputError{{.problem = "token id outside the vocabulary", .key = "rank_of", .found = std::to_string(id)}};
  Index rank = 0;
  const float own = logits[static_cast<std::size_t>(id)];
  for (std::size_t i = 0; i < logits.size(); ++i) rank += logits[i] > own || (logits[i] == own && i < static_cast<std::size_t>(id));
  return rank;
}

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
  void add(std::string name, double setting, std::span<const float> logits) {
    const std::span<const float> before = last();
    if (logits.size() != before.size())
      throw InputError{{.problem = "another vocabulary",
                        .key = name,
                        .expected = std::to_string(before.size()),
                        .found = std::to_string(logits.size())}};
    const double log_sum = detail::log_sum_of(before);
    FilterStep step{std::move(name), setting, 0, 0, {logits.begin(), logits.end()}};
    for (std::size_t i = 0; i < logits.size(); ++i)
      if (possible(logits[i])) {
        ++step.kept;
        step.kept_share += std::exp(double(before[i]) - log_sum);
      }
    step.kept_share = std::min(step.kept_share, 1.0);
    steps_.push_back(std::move(step));
  }

  std::span<const FilterStep> steps() const { return steps_; }

  /// The `count` tokens that were the most probable before all steps, or all.
  std::vector<FilteredToken> tokens(std::size_t count) const {
    const double log_sum = detail::log_sum_of(last());
    std::vector<FilteredToken> tokens;
    for (const TokenProbability& t : most_probable(logits_, count)) {
      const auto i = static_cast<std::size_t>(t.id);
      FilteredToken token{t.id, t.logprob, double(last()[i]) - log_sum, -1};
      for (std::size_t s = 0; s < steps_.size() && token.cut_by < 0; ++s)
        if (!possible(steps_[s].logits[i])) token.cut_by = static_cast<Index>(s);
      tokens.push_back(token);
    }
    return tokens;
  }

 private:
  static bool possible(float logit) { return logit > -std::numeric_limits<float>::infinity(); }
  std::span<const float> last() const { return steps_.empty() ? logits_ : steps_.back().logits; }

  std::vector<float> logits_;
  std::vector<FilterStep> steps_;
};

}  // namespace ganymede::inline v0
