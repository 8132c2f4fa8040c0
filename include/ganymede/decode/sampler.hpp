#pragma once
// Processed logits -> one token.

#include <ganymede/core/floating_point.hpp>
#include <ganymede/decode/candidates.hpp>
#include <ganymede/decode/log_probability.hpp>
#include <ganymede/decode/random.hpp>
#include <ganymede/decode/strips.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace ganymede::inline v0 {

/// A token and ln of its probability under the distribution it was chosen from.
struct Choice {
  TokenId id = 0;
  double logprob = 0;
};

namespace detail {

/// The first token up to which the weights e^(logit - greatest), added in the order of the ids, exceed `uniform` of the sum of all.
GANYMEDE_ONCE TokenId draw_exactly(std::span<const float> logits, float greatest, double uniform);

/// The same token from rough sums of strips; none where they leave open which one it is.
GANYMEDE_ONCE std::optional<TokenId> draw_roughly(Strips& strips, double uniform);

}  // namespace detail

/// Draws from softmax(logits): one uniform number, the inverse of the cumulative sum in the order of the ids, in double with this library's
/// exp. Equal logits and an equal generator give the same token everywhere. Throws as best_token, before the generator moves.
GANYMEDE_ONCE TokenId sample(Strips& strips, Random& random);
GANYMEDE_ONCE TokenId sample(std::span<const float> logits, Random& random);
/// One of the candidates.
GANYMEDE_ONCE TokenId sample(Candidates& candidates, Random& random);

/// The most probable token, or with greedy = false a drawn one. Throws as best_token.
GANYMEDE_ONCE Choice choose(std::span<const float> logits, bool greedy, Random& random);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/sampler.ipp>
#endif
