#pragma once
// From a model's logits to those a token is chosen from: every processor, in the order of transformers' generate().

#include <ganymede/decode/generation_config.hpp>
#include <ganymede/decode/penalties.hpp>
#include <ganymede/decode/warpers.hpp>

#include <algorithm>
#include <span>

namespace ganymede::inline v0 {

/// Memory of process(): once it has seen a vocabulary, nothing is allocated any more.
struct LogitsScratch {
  TokenCounts counts;
  Candidates candidates;
};

/// Processes logits [V] in place. `history` is the prompt, its first `prompt_length` tokens, and what was generated after it.
/// The order is transformers' (logit_bias is its sequence_bias); frequency and presence penalty, which it lacks, follow the repetition
/// penalty.
inline void process(std::span<float> logits, std::span<const TokenId> history, Index prompt_length, const GenerationConfig& config,
                    LogitsScratch& scratch) {
  const auto generated = history.subspan(std::min(static_cast<std::size_t>(prompt_length), history.size()));
  logit_bias(logits, config.logit_bias);
  if (config.repetition_penalty != 1) repetition_penalty(logits, history, config.repetition_penalty, scratch.counts);
  if (config.frequency_penalty != 0 || config.presence_penalty != 0)
    frequency_presence_penalty(logits, generated, config.frequency_penalty, config.presence_penalty, scratch.counts);
  no_repeat_ngram(logits, history, config.no_repeat_ngram_size);
  const Index minimum = config.min_new_tokens > 0 ? config.min_new_tokens : std::max<Index>(config.min_length - prompt_length, 0);
  min_new_tokens(logits, static_cast<Index>(generated.size()), minimum, config.eos_token_id);
  suppress(logits, config.suppress_tokens);
  if (!config.samples()) return;
  if (config.temperature != 1) temperature(logits, config.temperature);
  if (config.top_k > 0) top_k(logits, config.top_k, scratch.candidates);
  if (config.top_p < 1) top_p(logits, config.top_p, scratch.candidates);
  if (config.min_p > 0) min_p(logits, config.min_p);
  if (config.typical_p < 1) typical(logits, config.typical_p, scratch.candidates);
}

/// The same, with memory of its own.
inline void process(std::span<float> logits, std::span<const TokenId> history, Index prompt_length, const GenerationConfig& config) {
  LogitsScratch scratch;
  process(logits, history, prompt_length, config, scratch);
}

}  // namespace ganymede::inline v0
