#pragma once
// How probable texts are that begin alike: the beginning is computed once.

#include <ganymede/core/types.hpp>
#include <ganymede/decode/generation_request.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>

#include <memory>
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

/// A prompt, and the texts, prompt and continuation each, that are compared.
struct ScoringRequest {
  std::vector<TokenId> prompt{};
  std::vector<std::vector<TokenId>> texts{};
};

/// Scores continuations of many prompts that begin alike: what they have in common is computed once, when the scorer is made, and every
/// prompt forks it; what is a prompt's own is computed once for all of its texts. Immutable: any number of threads may use one.
class ContinuationScorer {
 public:
  /// `beginning` may be empty. Throws ContextError where it is longer than a sequence, CapacityError.
  ContinuationScorer(std::shared_ptr<const LanguageModel> model, std::vector<TokenId> beginning, const SequenceOptions& options = {});

  /// Of each request the scores of its texts, bit for bit what score_continuations() gives with the same declared length, whatever else is
  /// in the call. Prompts need not begin with `beginning`; they share with it what they do. What is wrong with a request (no prompt, a text
  /// that has nothing after it, one longer than a sequence) is its result's error, which names it. Throws CapacityError.
  std::vector<RequestResult<ContinuationScore>> score(std::span<const ScoringRequest> requests) const;

 private:
  std::shared_ptr<const LanguageModel> model_;
  std::vector<TokenId> ids_;
  SequenceOptions options_;
  Sequence beginning_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/continuation_scores.ipp>
#endif
