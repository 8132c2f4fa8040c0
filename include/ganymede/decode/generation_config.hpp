#pragma once
// What a generation is asked to do: the settings by their Hugging Face names, a model's defaults and what one call overrides.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// What to do when prompt and new tokens do not fit the model's positions.
enum class Overflow : std::uint8_t {
  error,  ///< ContextError before anything is generated
  slide   ///< when the window is full, keep the newest half of it and recompute that; rotated keys are never shifted
};

/// Resolved settings. The defaults change nothing: greedy, until an end token or the model's last position.
struct GenerationConfig {
  std::optional<Index> max_new_tokens{};  ///< none: as many as the model's positions hold
  std::optional<Index> max_length{};      ///< prompt and new tokens together; max_new_tokens wins where both are given
  Index min_length = 0;                   ///< no end token before prompt and new tokens are as many; min_new_tokens wins where it is given
  Index min_new_tokens = 0;               ///< no end token before as many
  bool do_sample = false;                 ///< false: the most probable token; the next five settings have no effect then
  double temperature = 1;                 ///< divides the logits; 0: the most probable token
  Index top_k = 0;                        ///< the k most probable (Fan et al. 2018); 0: all
  double top_p = 1;                       ///< the nucleus (Holtzman et al. 2019)
  double min_p = 0;                       ///< at least this share of the best one's probability (Nguyen et al. 2024)
  double typical_p = 1;                   ///< locally typical (Meister et al. 2022)
  double repetition_penalty = 1;          ///< of every token of prompt and text (Keskar et al. 2019); above 1 discourages
  double frequency_penalty = 0;           ///< as in the OpenAI API: subtracted for each time a token was generated
  double presence_penalty = 0;            ///< as in the OpenAI API: subtracted once for a token that was generated
  Index no_repeat_ngram_size = 0;         ///< no n tokens in a row occur twice (Paulus et al. 2017); 0: off
  std::vector<std::pair<TokenId, double>> logit_bias{};  ///< added to the logits; -infinity forbids a token
  std::vector<TokenId> eos_token_id{};                   ///< tokens that end a sequence
  std::vector<TokenId> suppress_tokens{};                ///< tokens that never come
  std::vector<std::string> stop{};                       ///< bytes of text that end a sequence; they are not part of the answer
  bool ignore_eos = false;                               ///< an end token is a token like others
  std::uint64_t seed = 0;                                ///< equal seeds, equal tokens
  Index num_return_sequences = 1;                        ///< answers to each prompt
  Overflow on_overflow = Overflow::error;

  /// Whether tokens are drawn at all.
  bool samples() const noexcept { return do_sample && temperature > 0; }
};

/// What a caller gives for one call, `{.max_new_tokens = 64, .temperature = 0.7}`: what is left out comes from the model's defaults.
/// Each field means what it means in GenerationConfig; a list that is given replaces the default one.
struct GenerationOptions {
  std::optional<Index> max_new_tokens{}, max_length{}, min_length{}, min_new_tokens{};
  std::optional<bool> do_sample{};
  std::optional<double> temperature{};
  std::optional<Index> top_k{};
  std::optional<double> top_p{}, min_p{}, typical_p{};
  std::optional<double> repetition_penalty{}, frequency_penalty{}, presence_penalty{};
  std::optional<Index> no_repeat_ngram_size{};
  std::optional<std::vector<std::pair<TokenId, double>>> logit_bias{};
  std::optional<std::vector<TokenId>> eos_token_id{}, suppress_tokens{};
  std::optional<std::vector<std::string>> stop{};
  std::optional<bool> ignore_eos{};
  std::optional<std::uint64_t> seed{};
  std::optional<Index> num_return_sequences{};
  std::optional<Overflow> on_overflow{};
};

/// Throws InputError naming the first setting that cannot be right.
inline void validate(const GenerationConfig& c) {
  const auto demand = [](bool right, std::string_view key, std::string_view expected, auto found) {
    if (!right)
      throw InputError{
          {.problem = "out of range", .key = std::string(key), .expected = std::string(expected), .found = std::to_string(found)}};
  };
  demand(!c.max_new_tokens || *c.max_new_tokens >= 0, "max_new_tokens", "0 or more", c.max_new_tokens.value_or(0));
  demand(!c.max_length || *c.max_length >= 0, "max_length", "0 or more", c.max_length.value_or(0));
  demand(c.min_length >= 0, "min_length", "0 or more", c.min_length);
  demand(c.min_new_tokens >= 0, "min_new_tokens", "0 or more", c.min_new_tokens);
  demand(c.temperature >= 0 && std::isfinite(c.temperature), "temperature", "0 or more", c.temperature);
  demand(c.top_k >= 0, "top_k", "0 or more", c.top_k);
  demand(c.top_p >= 0 && c.top_p <= 1, "top_p", "0 to 1", c.top_p);
  demand(c.min_p >= 0 && c.min_p <= 1, "min_p", "0 to 1", c.min_p);
  demand(c.typical_p > 0 && c.typical_p <= 1, "typical_p", "above 0, at most 1", c.typical_p);
  demand(c.repetition_penalty >= 1e-6 && c.repetition_penalty <= 1e6, "repetition_penalty", "1e-6 to 1e6", c.repetition_penalty);
  demand(std::fabs(c.frequency_penalty) <= 1e6, "frequency_penalty", "-1e6 to 1e6", c.frequency_penalty);
  demand(std::fabs(c.presence_penalty) <= 1e6, "presence_penalty", "-1e6 to 1e6", c.presence_penalty);
  demand(c.no_repeat_ngram_size >= 0, "no_repeat_ngram_size", "0 or more", c.no_repeat_ngram_size);
  for (const auto& [id, bias] : c.logit_bias) {
    demand(id >= 0, "logit_bias", "token ids", id);
    demand(bias == -std::numeric_limits<double>::infinity() || std::fabs(bias) <= 1e30, "logit_bias",
           "a bias of -infinity or -1e30 to 1e30", bias);
  }
  for (const TokenId id : c.eos_token_id) demand(id >= 0, "eos_token_id", "token ids", id);
  for (const TokenId id : c.suppress_tokens) demand(id >= 0, "suppress_tokens", "token ids", id);
  for (const std::string& s : c.stop) demand(!s.empty(), "stop", "texts of one byte or more", s.size());
  demand(c.num_return_sequences >= 1, "num_return_sequences", "1 or more", c.num_return_sequences);
}

/// The defaults with what the caller gave laid over them, validated.
/// Whether to sample: do_sample where the caller gives it. Otherwise a temperature, top_k, top_p, min_p or typical_p that the caller gives
/// asks for sampling, unless the temperature is then 0. Otherwise the defaults say; Hugging Face's, and so those of a
/// generation_config.json without do_sample, are greedy. max_new_tokens from the caller also outweighs a default max_length, and max_length
/// a default max_new_tokens.
inline GenerationConfig resolve(GenerationConfig defaults, const GenerationOptions& options) {
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
  take(c.suppress_tokens, options.suppress_tokens);
  take(c.stop, options.stop);
  take(c.ignore_eos, options.ignore_eos);
  take(c.seed, options.seed);
  take(c.num_return_sequences, options.num_return_sequences);
  take(c.on_overflow, options.on_overflow);
  if (options.temperature || options.top_k || options.top_p || options.min_p || options.typical_p) c.do_sample = true;
  take(c.do_sample, options.do_sample);
  validate(c);
  if (c.temperature == 0) c.do_sample = false;
  return c;
}

}  // namespace ganymede::inline v0
