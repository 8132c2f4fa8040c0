#pragma once
// What a distribution over the vocabulary says of one token.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/decode/exp.hpp>
#include <ganymede/decode/strips.hpp>

#include <span>
#include <string>

namespace ganymede::inline v0 {

/// The most probable token; of equals the one with the lowest id, as torch.argmax gives on CPUs.
/// Throws Error when a logit is NaN or +infinity, or when all are -infinity: then nothing can be chosen.
inline TokenId best_token(std::span<const float> logits) { return detail::greatest_of(logits).token(logits); }

/// ln sum exp(logits), added in double in the order of the ids. Throws as best_token.
inline double log_sum_exp(std::span<const float> logits) {
  const float greatest = logits[static_cast<std::size_t>(best_token(logits))];
  return static_cast<double>(greatest) + log(detail::exact_sum(logits, greatest));
}

/// ln softmax(logits)[id]. Of a model's own logits, before any processor, this is the `logprob` that APIs report.
/// Throws as best_token, and InputError for an id outside the vocabulary.
inline double log_probability(std::span<const float> logits, TokenId id) {
  if (id < 0 || static_cast<std::size_t>(id) >= logits.size())
    throw InputError{{.problem = "token id outside the vocabulary", .key = "log_probability", .found = std::to_string(id)}};
  return static_cast<double>(logits[static_cast<std::size_t>(id)]) - log_sum_exp(logits);
}

namespace detail {
/// ln sum exp(logits) within 4e-6. Throws as best_token.
inline double fast_log_sum_exp(std::span<const float> logits) {
  const float greatest = logits[static_cast<std::size_t>(best_token(logits))];
  return static_cast<double>(greatest) + log(rough_sum(logits, greatest));
}
}  // namespace detail

/// out [V] = ln softmax(logits), within 4e-6. Returns ln sum exp(logits). Throws as best_token.
inline double log_softmax(std::span<const float> logits, std::span<float> out) {
  const double log_sum = detail::fast_log_sum_exp(logits);
  detail::kernels().vocabulary.subtract(logits.data(), static_cast<Index>(logits.size()), static_cast<float>(log_sum), out.data());
  return log_sum;
}

/// Makes processed logits log-probabilities; where all tokens are forbidden nothing changes. Throws as best_token.
inline void renormalize(std::span<float> logits, std::span<float> /*no memory is needed*/ = {}) {
  const detail::Greatest greatest = detail::greatest_of(logits);
  if (greatest.broken || greatest.value > minus_infinity) log_softmax(logits, logits);
}

}  // namespace ganymede::inline v0
