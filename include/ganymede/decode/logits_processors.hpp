#pragma once
// From a model's logits to those a token is chosen from: every processor, in the order of transformers' generate().

#include <ganymede/core/constraint.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/decode/log_probability.hpp>
#include <ganymede/decode/penalties.hpp>
#include <ganymede/decode/warpers.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <limits>
#include <span>

namespace ganymede::inline v0 {

/// Memory of process(): once it has seen a vocabulary, nothing is allocated any more.
struct LogitsScratch {
  TokenCounts counts;
  Candidates candidates;
};

/// The text that the next token continues.
struct TextSoFar {
  std::span<const TokenId> history;  ///< the prompt, its first prompt_length tokens, and what was generated after it
  Index prompt_length = 0;
  Index limit = std::numeric_limits<Index>::max();  ///< new tokens there will be at the most
  const ConstraintState* constraint = nullptr;      ///< what the next token has to keep to
  std::span<const float> unprocessed{};             ///< the logits [V] before all processors; only with a constraint
};

/// The processors that write to the row of logits [V], in place: all but those that choose candidates. A constraint comes after what looks
/// at the text and before the temperature; where the processors forbid all that it allows, it allows that all the same.
GANYMEDE_ONCE void process_row(std::span<float> logits, const TextSoFar& text, const GenerationConfig& config, TokenCounts& counts);
/// Whether process() may write to more than what it chooses from, whatever the text.
GANYMEDE_ONCE bool writes_row(const GenerationConfig& config);
/// What comes after it when tokens are sampled: fewer candidates.
GANYMEDE_ONCE void choose_candidates(Candidates& candidates, const GenerationConfig& config);

/// Processes logits [V] in place.
/// The order is transformers' (logit_bias is its sequence_bias of one token); frequency and presence penalty, which it lacks, follow the
/// repetition penalty.
GANYMEDE_ONCE void process(std::span<float> logits, const TextSoFar& text, const GenerationConfig& config, LogitsScratch& scratch);

/// The same, with memory of its own.
GANYMEDE_ONCE void process(std::span<float> logits, const TextSoFar& text, const GenerationConfig& config);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/logits_processors.ipp>
#endif
