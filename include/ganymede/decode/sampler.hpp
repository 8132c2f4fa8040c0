#pragma once
// Processed logits -> one token.

#include <ganymede/decode/log_probability.hpp>
#include <ganymede/decode/random.hpp>

#include <span>

namespace ganymede::inline v0 {

/// A token and ln of its probability under the distribution it was chosen from.
struct Choice {
  TokenId id = 0;
  double logprob = 0;
};

/// Draws from softmax(logits): one uniform number, the inverse of the cumulative sum in the order of the ids, in double with this library's
/// exp. Equal logits and an equal generator give the same token everywhere. Throws as best_token, before the generator moves.
inline TokenId sample(std::span<const float> logits, Random& random) {
  const double greatest = static_cast<double>(logits[static_cast<std::size_t>(best_token(logits))]);
  const auto weight = [&](std::size_t i) { return exp(static_cast<double>(logits[i]) - greatest); };
  double total = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) total += weight(i);
  const double target = random.uniform() * total;
  double sum = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double w = weight(i);
    if (w == 0) continue;
    last = i;
    sum += w;
    if (sum > target) break;
  }
  return static_cast<TokenId>(last);
}

/// The most probable token, or with greedy = false a drawn one. Throws as best_token.
inline Choice choose(std::span<const float> logits, bool greedy, Random& random) {
  const TokenId id = greedy ? best_token(logits) : sample(logits, random);
  return {id, log_probability(logits, id)};
}

}  // namespace ganymede::inline v0
