#pragma once
// The bodies of logits_processors.hpp.

#include <ganymede/decode/logits_processors.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE bool writes_row(const GenerationConfig& c) {
  return (c.samples() && c.temperature != 1) || c.renormalize_logits || !c.logit_bias.empty() || !c.sequence_bias.empty() ||
         c.repetition_penalty != 1 || c.frequency_penalty != 0 || c.presence_penalty != 0 || c.no_repeat_ngram_size != 0 ||
         !c.bad_words_ids.empty() || c.min_new_tokens != 0 || c.min_length != 0 || c.forced_bos_token_id ||
         !c.forced_eos_token_id.empty() || !c.suppress_tokens.empty() || !c.begin_suppress_tokens.empty();
}

GANYMEDE_ONCE void process_row(std::span<float> logits, const TextSoFar& text, const GenerationConfig& config, TokenCounts& counts) {
  const auto& [history, prompt_length, limit, constraint, unprocessed] = text;
  const auto generated = history.subspan(std::min(static_cast<std::size_t>(prompt_length), history.size()));
  const Index new_tokens = static_cast<Index>(generated.size());
  logit_bias(logits, config.logit_bias);
  sequence_bias(logits, history, config.sequence_bias);
  if (config.repetition_penalty != 1) repetition_penalty(logits, history, config.repetition_penalty, counts);
  if (config.frequency_penalty != 0 || config.presence_penalty != 0)
    frequency_presence_penalty(logits, generated, config.frequency_penalty, config.presence_penalty, counts);
  no_repeat_ngram(logits, history, config.no_repeat_ngram_size);
  bad_words(logits, history, config.bad_words_ids, config.eos_token_id);
  const Index minimum = config.min_new_tokens > 0 ? config.min_new_tokens : std::max<Index>(config.min_length - prompt_length, 0);
  min_new_tokens(logits, new_tokens, minimum, config.eos_token_id);
  if (config.forced_bos_token_id && history.size() == 1) force(logits, {&*config.forced_bos_token_id, 1});
  if (!config.forced_eos_token_id.empty() && new_tokens == limit - 1) force(logits, config.forced_eos_token_id);
  suppress(logits, config.suppress_tokens);
  const Index first = prompt_length == 1 && config.forced_bos_token_id ? 1 : 0;  // what is forced does not count as the beginning
  if (new_tokens == first) suppress(logits, config.begin_suppress_tokens);
  if (constraint != nullptr && !constraint->restrict(logits, limit - new_tokens)) {
    std::copy(unprocessed.begin(), unprocessed.end(), logits.begin());
    constraint->restrict(logits, limit - new_tokens);
  }
  if (config.samples() && config.temperature != 1) temperature(logits, config.temperature);
}

GANYMEDE_ONCE void choose_candidates(Candidates& candidates, const GenerationConfig& config) {
  if (!config.samples()) return;
  const Index keep = config.num_beams > 1 ? config.candidates_per_beam() : 1;
  if (config.top_k > 0) top_k(candidates, std::max(config.top_k, keep));
  if (config.top_p < 1) top_p(candidates, config.top_p, keep);
  if (config.min_p > 0) min_p(candidates, config.min_p, keep);
  if (config.typical_p < 1) typical(candidates, config.typical_p, keep);
}

GANYMEDE_ONCE void process(std::span<float> logits, const TextSoFar& text, const GenerationConfig& config, LogitsScratch& scratch) {
  const KnownFloatingPoint scope;
  process_row(logits, text, config, scratch.counts);
  scratch.candidates.begin(logits);
  choose_candidates(scratch.candidates, config);
  scratch.candidates.settle(logits);
  if (config.renormalize_logits) renormalize(logits);
}

GANYMEDE_ONCE void process(std::span<float> logits, const TextSoFar& text, const GenerationConfig& config) {
  LogitsScratch scratch;
  process(logits, text, config, scratch);
}

}  // namespace ganymede::inline v0
