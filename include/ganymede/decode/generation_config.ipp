#pragma once
// The bodies of generation_config.hpp.

#include <ganymede/decode/generation_config.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void validate(const GenerationConfig& c, Index vocab_size) {
  const auto fail = [](std::string_view problem, std::string_view key, std::string expected, std::string found) {
    throw InputError{
        {.problem = std::string(problem), .key = std::string(key), .expected = std::move(expected), .found = std::move(found)}};
  };
  const auto demand = [&](bool right, std::string_view key, std::string_view expected, auto found) {
    if (!right) fail("out of range", key, std::string(expected), std::to_string(found));
  };
  const auto demand_count = [&](Index count, Index least, Index most, std::string_view key) {
    if (count < least || count > most)
      fail("out of range", key, std::to_string(least) + " to " + std::to_string(most), std::to_string(count));
  };
  demand_count(c.max_new_tokens.value_or(0), 0, most_tokens, "max_new_tokens");
  demand_count(c.max_length.value_or(0), 0, most_tokens, "max_length");
  demand_count(c.min_length, 0, most_tokens, "min_length");
  demand_count(c.min_new_tokens, 0, most_tokens, "min_new_tokens");
  demand(c.temperature >= 0 && std::isfinite(c.temperature), "temperature", "0 or more", c.temperature);
  demand_count(c.top_k, 0, most_tokens, "top_k");
  demand(c.top_p >= 0 && c.top_p <= 1, "top_p", "0 to 1", c.top_p);
  demand(c.min_p >= 0 && c.min_p <= 1, "min_p", "0 to 1", c.min_p);
  demand(c.typical_p > 0 && c.typical_p <= 1, "typical_p", "above 0, at most 1", c.typical_p);
  demand(c.repetition_penalty >= 1e-6 && c.repetition_penalty <= 1e6, "repetition_penalty", "1e-6 to 1e6", c.repetition_penalty);
  demand(std::fabs(c.frequency_penalty) <= 1e6, "frequency_penalty", "-1e6 to 1e6", c.frequency_penalty);
  demand(std::fabs(c.presence_penalty) <= 1e6, "presence_penalty", "-1e6 to 1e6", c.presence_penalty);
  demand_count(c.no_repeat_ngram_size, 0, most_tokens, "no_repeat_ngram_size");
  demand_count(c.num_beams, 1, most_beams, "num_beams");
  demand(std::fabs(c.length_penalty) <= 10, "length_penalty", "-10 to 10", c.length_penalty);

  const auto demand_bias = [&](double bias, std::string_view key) {
    demand(bias == -std::numeric_limits<double>::infinity() || std::fabs(bias) <= 1e30, key, "a bias of -infinity or -1e30 to 1e30", bias);
  };
  const auto demand_ids = [&](std::span<const TokenId> ids, std::string_view key) {
    for (const TokenId id : ids)
      if (id < 0 || (vocab_size > 0 && id >= vocab_size))
        fail("token id outside the vocabulary", key, vocab_size > 0 ? "0 to " + std::to_string(vocab_size - 1) : "0 or more",
             std::to_string(id));
  };
  const auto demand_sequence = [&](const std::vector<TokenId>& ids, std::string_view key) {
    demand(!ids.empty(), key, "one token or more", ids.size());
    demand_ids(ids, key);
  };
  for (const auto& [id, bias] : c.logit_bias) {
    demand_ids({&id, 1}, "logit_bias");
    demand_bias(bias, "logit_bias");
  }
  for (const auto& [ids, bias] : c.sequence_bias) {
    demand_sequence(ids, "sequence_bias");
    demand_bias(bias, "sequence_bias");
  }
  for (const std::vector<TokenId>& ids : c.bad_words_ids) demand_sequence(ids, "bad_words_ids");
  demand_ids(c.eos_token_id, "eos_token_id");
  demand_ids(c.suppress_tokens, "suppress_tokens");
  demand_ids(c.begin_suppress_tokens, "begin_suppress_tokens");
  demand_ids(c.forced_eos_token_id, "forced_eos_token_id");
  if (c.forced_bos_token_id) demand_ids({&*c.forced_bos_token_id, 1}, "forced_bos_token_id");

  demand_count(static_cast<Index>(c.stop.size()), 0, most_stop_strings, "stop");
  for (const std::string& s : c.stop) {
    demand(!s.empty(), "stop", "texts of one byte or more", s.size());
    if (!detail::is_utf8(s)) fail("a stop string is no UTF-8: it could only be found in the middle of a character", "stop", "UTF-8", "");
  }
  demand_count(c.top_logprobs, 0, most_top_logprobs, "top_logprobs");
  demand_count(c.num_return_sequences, 1, most_return_sequences, "num_return_sequences");
  demand(c.num_beams == 1 || c.num_return_sequences <= c.num_beams, "num_return_sequences", "no more than num_beams",
         c.num_return_sequences);
}

GANYMEDE_ONCE GenerationConfig resolve(GenerationConfig defaults, const GenerationOptions& options) {
  GenerationConfig c = std::move(defaults);
  const auto take = [](auto& setting, const auto& option) {
    if (option) setting = *option;
  };
  if (options.max_new_tokens || options.max_length) {
    c.max_new_tokens = options.max_new_tokens;
    c.max_length = options.max_length;
  }
  take(c.min_length, options.min_length);
  take(c.min_new_tokens, options.min_new_tokens);
  take(c.num_beams, options.num_beams);
  take(c.length_penalty, options.length_penalty);
  take(c.early_stopping, options.early_stopping);
  take(c.temperature, options.temperature);
  take(c.top_k, options.top_k);
  take(c.top_p, options.top_p);
  take(c.min_p, options.min_p);
  take(c.typical_p, options.typical_p);
  take(c.repetition_penalty, options.repetition_penalty);
  take(c.frequency_penalty, options.frequency_penalty);
  take(c.presence_penalty, options.presence_penalty);
  take(c.no_repeat_ngram_size, options.no_repeat_ngram_size);
  take(c.logit_bias, options.logit_bias);
  take(c.eos_token_id, options.eos_token_id);
  take(c.sequence_bias, options.sequence_bias);
  take(c.bad_words_ids, options.bad_words_ids);
  take(c.suppress_tokens, options.suppress_tokens);
  take(c.begin_suppress_tokens, options.begin_suppress_tokens);
  if (options.forced_bos_token_id) c.forced_bos_token_id = options.forced_bos_token_id;
  take(c.forced_eos_token_id, options.forced_eos_token_id);
  take(c.renormalize_logits, options.renormalize_logits);
  take(c.stop, options.stop);
  take(c.ignore_eos, options.ignore_eos);
  take(c.seed, options.seed);
  take(c.num_return_sequences, options.num_return_sequences);
  take(c.on_overflow, options.on_overflow);
  take(c.top_logprobs, options.top_logprobs);
  if (options.temperature || options.top_k || options.top_p || options.min_p || options.typical_p) c.do_sample = true;
  take(c.do_sample, options.do_sample);
  if (c.on_overflow == Overflow::slide && !c.max_new_tokens && !c.max_length) c.max_new_tokens = default_max_new_tokens;
  validate(c);
  if (c.temperature == 0) c.do_sample = false;
  return c;
}

}  // namespace ganymede::inline v0
