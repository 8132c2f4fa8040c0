#pragma once
// Every setting of a generation, once: what reads generation_config.json, lays options over defaults and looks for values that cannot be
// right goes through this table. A new setting is a member of GenerationConfig, one of GenerationOptions, and a line here.

#include <ganymede/decode/generation_options.hpp>

#include <limits>
#include <string_view>

namespace ganymede::inline v0::detail {

/// What a number can be.
struct SettingLimits {
  double least = -std::numeric_limits<double>::infinity(), most = std::numeric_limits<double>::infinity();
  std::string_view expected{};  ///< for messages; empty: "<least> to <most>"
};

template <class Member, class Option>
struct GenerationSetting {
  std::string_view key;
  Member GenerationConfig::*config;
  Option GenerationOptions::*option;
  std::string_view file_key;  ///< in generation_config.json; empty: not there, or of a form that read_generation_config() knows
  SettingLimits limits{};     ///< of a number; token ids are those of the vocabulary, and the rest is validate()'s
};

/// Calls use(GenerationSetting) for each.
template <class Use>
void for_each_generation_setting(Use use) {
  using C = GenerationConfig;
  using O = GenerationOptions;
  constexpr SettingLimits length{0, double(most_tokens)}, share{0, 1, "0 to 1"}, off{-1e6, 1e6, "-1e6 to 1e6"};
  const auto add = [&]<class Member, class Option>(std::string_view key, Member C::*config, Option O::*option, std::string_view file_key,
                                                   SettingLimits limits = {}) {
    use(GenerationSetting<Member, Option>{key, config, option, file_key, limits});
  };
  const auto as_in_file = [&](std::string_view key, auto config, auto option, SettingLimits limits = {}) {
    add(key, config, option, key, limits);
  };
  as_in_file("max_new_tokens", &C::max_new_tokens, &O::max_new_tokens, length);
  as_in_file("max_length", &C::max_length, &O::max_length, length);
  as_in_file("min_length", &C::min_length, &O::min_length, length);
  as_in_file("min_new_tokens", &C::min_new_tokens, &O::min_new_tokens, length);
  as_in_file("do_sample", &C::do_sample, &O::do_sample);
  as_in_file("temperature", &C::temperature, &O::temperature, {0, std::numeric_limits<double>::max(), "0 or more"});
  as_in_file("top_k", &C::top_k, &O::top_k, length);
  as_in_file("top_p", &C::top_p, &O::top_p, share);
  as_in_file("min_p", &C::min_p, &O::min_p, share);
  as_in_file("typical_p", &C::typical_p, &O::typical_p, {std::numeric_limits<double>::denorm_min(), 1, "above 0, at most 1"});
  as_in_file("repetition_penalty", &C::repetition_penalty, &O::repetition_penalty, {1e-6, 1e6, "1e-6 to 1e6"});
  add("frequency_penalty", &C::frequency_penalty, &O::frequency_penalty, "", off);  // transformers does not know these two
  add("presence_penalty", &C::presence_penalty, &O::presence_penalty, "", off);
  as_in_file("no_repeat_ngram_size", &C::no_repeat_ngram_size, &O::no_repeat_ngram_size, length);
  as_in_file("num_beams", &C::num_beams, &O::num_beams, {1, double(most_beams)});
  as_in_file("length_penalty", &C::length_penalty, &O::length_penalty, {-10, 10, "-10 to 10"});
  add("early_stopping", &C::early_stopping, &O::early_stopping, "");
  add("logit_bias", &C::logit_bias, &O::logit_bias, "");
  add("sequence_bias", &C::sequence_bias, &O::sequence_bias, "");
  add("bad_words_ids", &C::bad_words_ids, &O::bad_words_ids, "");
  as_in_file("eos_token_id", &C::eos_token_id, &O::eos_token_id);
  as_in_file("suppress_tokens", &C::suppress_tokens, &O::suppress_tokens);
  as_in_file("begin_suppress_tokens", &C::begin_suppress_tokens, &O::begin_suppress_tokens);
  as_in_file("forced_bos_token_id", &C::forced_bos_token_id, &O::forced_bos_token_id);
  as_in_file("forced_eos_token_id", &C::forced_eos_token_id, &O::forced_eos_token_id);
  as_in_file("renormalize_logits", &C::renormalize_logits, &O::renormalize_logits);
  add("stop", &C::stop, &O::stop, "stop_strings");
  add("ignore_eos", &C::ignore_eos, &O::ignore_eos, "");
  add("seed", &C::seed, &O::seed, "");
  as_in_file("num_return_sequences", &C::num_return_sequences, &O::num_return_sequences, {1, double(most_return_sequences)});
  add("on_overflow", &C::on_overflow, &O::on_overflow, "");
  add("prompt_lookup_num_tokens", &C::prompt_lookup_num_tokens, &O::prompt_lookup_num_tokens, "", {0, double(most_drafted_tokens)});
  add("max_matching_ngram_size", &C::max_matching_ngram_size, &O::max_matching_ngram_size, "", {1, double(most_matching_ngram_size)});
  add("num_assistant_tokens", &C::num_assistant_tokens, &O::num_assistant_tokens, "", {0, double(most_drafted_tokens)});
  add("top_logprobs", &C::top_logprobs, &O::top_logprobs, "", {0, double(most_top_logprobs)});
  add("adapter", &C::adapter, &O::adapter, "");
  add("constraint", &C::constraint, &O::constraint, "");
}

}  // namespace ganymede::inline v0::detail
