#pragma once
// What a distribution over the vocabulary says of one token.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/decode/exp.hpp>
#include <ganymede/decode/strips.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string>

namespace ganymede::inline v0 {

/// The most probable token; of equals the one with the lowest id, as torch.argmax gives on CPUs.
/// Throws Error when a logit is NaN or +infinity, or when all are -infinity: then nothing can be chosen.
inline TokenId best_token(std::span<const float> logits) { return detail::greatest_of(logits).token(logits); }

/// ln sum exp(logits), added in double in the order of the ids. Throws as best_token.
GANYMEDE_ONCE double log_sum_exp(std::span<const float> logits);

/// ln softmax(logits)[id]. Of a model's own logits, before any processor, this is the `logprob` that APIs report.
/// Throws as best_token, and InputError for an id outside the vocabulary.
GANYMEDE_ONCE double log_probability(std::span<const float> logits, TokenId id);

namespace detail {
/// ln sum exp(logits) within 4e-6. Throws as best_token.
GANYMEDE_ONCE double fast_log_sum_exp(std::span<const float> logits);
}  // namespace detail

/// out [V] = ln softmax(logits), within 4e-6. Returns ln sum exp(logits). Throws as best_token.
GANYMEDE_ONCE double log_softmax(std::span<const float> logits, std::span<float> out);

/// Makes processed logits log-probabilities; where all tokens are forbidden nothing changes. Throws as best_token.
GANYMEDE_ONCE void renormalize(std::span<float> logits, std::span<float> /*no memory is needed*/ = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/log_probability.ipp>
#endif
