#pragma once
// What a distribution over the vocabulary says of one token.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/decode/exp.hpp>

#include <ganymede/ops/softmax.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <string>

namespace ganymede::inline v0 {

/// The most probable token; of equals the one with the lowest id, as torch.argmax gives on CPUs.
/// Throws Error when a logit is NaN or +infinity, or when all are -infinity: then nothing can be chosen.
inline TokenId best_token(std::span<const float> logits) {
  std::size_t best = 0;
  bool broken = logits.empty();
  for (std::size_t i = 0; i < logits.size(); ++i) {
    broken |= !(logits[i] <= std::numeric_limits<float>::max());
    if (logits[i] > logits[best]) best = i;
  }
  if (broken) throw Error{{.problem = "no token can be chosen: a logit is not a number", .key = "logits"}};
  if (logits[best] < std::numeric_limits<float>::lowest())
    throw Error{{.problem = "no token can be chosen: all are forbidden", .key = "logits"}};
  return static_cast<TokenId>(best);
}

/// ln sum exp(logits), added in double in the order of the ids. Throws as best_token.
inline double log_sum_exp(std::span<const float> logits) {
  const double greatest = static_cast<double>(logits[static_cast<std::size_t>(best_token(logits))]);
  double sum = 0;
  for (const float logit : logits) sum += exp(static_cast<double>(logit) - greatest);
  return greatest + log(sum);
}

/// ln softmax(logits)[id]. Of a model's own logits, before any processor, this is the `logprob` that APIs report.
/// Throws as best_token, and InputError for an id outside the vocabulary.
inline double log_probability(std::span<const float> logits, TokenId id) {
  if (id < 0 || static_cast<std::size_t>(id) >= logits.size())
    throw InputError{{.problem = "token id outside the vocabulary", .key = "log_probability", .found = std::to_string(id)}};
  return static_cast<double>(logits[static_cast<std::size_t>(id)]) - log_sum_exp(logits);
}

namespace detail {
/// ln sum exp(logits) within 1e-6, by the vectorised softmax, which is left in `weights` [V]. Throws as best_token.
inline double fast_log_sum_exp(std::span<const float> logits, std::span<float> weights) {
  softmax(logits.data(), weights.data(), static_cast<Index>(logits.size()));
  const float share = 0.5F / static_cast<float>(logits.size());  // one weight at least is greater, where they are numbers
  const auto at = std::find_if(weights.begin(), weights.end(), [share](float w) { return w > share; });
  if (at != weights.end())
    return static_cast<double>(logits[static_cast<std::size_t>(at - weights.begin())]) - log(static_cast<double>(*at));
  return log_sum_exp(logits);
}
}  // namespace detail

/// out [V] = ln softmax(logits), within 4e-6. Returns ln sum exp(logits). Throws as best_token.
inline double log_softmax(std::span<const float> logits, std::span<float> out) {
  const double log_sum = detail::fast_log_sum_exp(logits, out);
  const float subtracted = static_cast<float>(log_sum);
  for (std::size_t i = 0; i < logits.size(); ++i) out[i] = logits[i] - subtracted;
  return log_sum;
}

/// Makes processed logits log-probabilities; where all tokens are forbidden nothing changes. `scratch` [V]. Throws as best_token.
inline void renormalize(std::span<float> logits, std::span<float> scratch) {
  if (std::none_of(logits.begin(), logits.end(), [](float l) { return !(l < std::numeric_limits<float>::lowest()); })) return;
  const float log_sum = static_cast<float>(detail::fast_log_sum_exp(logits, scratch));
  for (float& logit : logits) logit -= log_sum;
}

}  // namespace ganymede::inline v0
