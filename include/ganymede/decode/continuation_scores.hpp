#pragma once
// How probable texts are that begin alike: the beginning is computed once.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>

#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// What a model makes of one continuation.
struct ContinuationScore {
  std::vector<TokenId> ids{};      ///< its tokens
  std::vector<double> logprobs{};  ///< of ids, natural logarithm, each after the tokens before it
  double logprob = 0;              ///< the sum
};

/// The log-probabilities of the tokens of each text, from the first on that is not the prompt's, bit for bit those of a pass over the whole
/// text. The keys and values of the prompt are computed once and shared (Sequence::fork). A text may depart from the prompt's tokens before
/// their end; what it shares with them is still not computed anew. Throws InputError (no prompt, a text that has nothing after the prompt),
/// ContextError, CapacityError.
GANYMEDE_ONCE std::vector<ContinuationScore> score_continuations(const LanguageModel& model, std::span<const TokenId> prompt,
                                                                 std::span<const std::vector<TokenId>> texts,
                                                                 const SequenceOptions& options = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/continuation_scores.ipp>
#endif
