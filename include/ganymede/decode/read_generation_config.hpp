#pragma once
// A model's defaults, from its generation_config.json.

#include <ganymede/core/error.hpp>
#include <ganymede/decode/generation_config.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

/// A JSON object read by key, as io's Settings is.
template <class S>
concept SettingsReader = requires(const S& s, std::string_view key) {
  { s.has(key) } -> std::convertible_to<bool>;
  { s.template get_or<double>(key, 0.0) } -> std::same_as<double>;
  { s.template list<TokenId>(key) } -> std::same_as<std::vector<TokenId>>;
  {s.json().at(std::string(key))};
  { s.file() } -> std::convertible_to<std::string>;
};

/// The settings of a generation_config.json as transformers understands them: do_sample decides, false where it is absent; top_k is 50
/// where it is absent. Only max_length differs: its default of 20 is not taken over. A bias or a forbidden sequence of one token becomes
/// logit_bias or suppress_tokens. Keys of beam search and of things that change no token are passed over. Throws ConfigError for keys of
/// the wrong type and for processors that this library does not have, InputError for values out of range.
template <SettingsReader S>
GenerationConfig read_generation_config(const S& settings) {
  GenerationConfig c;
  const auto read = [&](auto& setting, std::string_view key) {
    setting = settings.template get_or<std::remove_cvref_t<decltype(setting)>>(key, setting);
  };
  if (settings.has("max_new_tokens")) c.max_new_tokens = settings.template get_or<Index>("max_new_tokens", 0);
  if (settings.has("max_length")) c.max_length = settings.template get_or<Index>("max_length", 0);
  c.top_k = 50;
  read(c.min_length, "min_length");
  read(c.min_new_tokens, "min_new_tokens");
  read(c.do_sample, "do_sample");
  read(c.temperature, "temperature");
  read(c.top_k, "top_k");
  read(c.top_p, "top_p");
  read(c.min_p, "min_p");
  read(c.typical_p, "typical_p");
  read(c.repetition_penalty, "repetition_penalty");
  read(c.no_repeat_ngram_size, "no_repeat_ngram_size");
  read(c.num_return_sequences, "num_return_sequences");
  if (settings.has("eos_token_id")) c.eos_token_id = settings.template list<TokenId>("eos_token_id");
  if (settings.has("suppress_tokens")) c.suppress_tokens = settings.template list<TokenId>("suppress_tokens");
  if (settings.has("stop_strings")) c.stop = settings.template list<std::string>("stop_strings");

  const auto refuse = [&](std::string_view key, std::string_view expected) {
    throw ConfigError{{.problem = "not supported", .file = settings.file(), .key = std::string(key), .expected = std::string(expected)}};
  };
  const auto is_token = [](const auto& json) { return json.is_array() && json.size() == 1 && json[0].is_number_integer(); };
  const auto token = [](const auto& json) {  // beyond the type: -1, which validate() refuses
    const std::int64_t id = json.template get<std::int64_t>();
    return id == static_cast<TokenId>(id) ? static_cast<TokenId>(id) : TokenId{-1};
  };
  if (settings.has("bad_words_ids"))
    for (const auto& word : settings.json().at("bad_words_ids")) {
      if (!is_token(word)) refuse("bad_words_ids", "sequences of one token");
      const TokenId id = token(word[0]);
      if (std::find(c.eos_token_id.begin(), c.eos_token_id.end(), id) == c.eos_token_id.end()) c.suppress_tokens.push_back(id);
    }
  if (settings.has("sequence_bias"))
    for (const auto& item : settings.json().at("sequence_bias")) {
      if (!item.is_array() || item.size() != 2 || !is_token(item[0]) || !item[1].is_number())
        refuse("sequence_bias", "sequences of one token");
      c.logit_bias.emplace_back(token(item[0][0]), item[1].template get<double>());
    }
  for (const std::string_view key :
       {"top_h", "begin_suppress_tokens", "exponential_decay_length_penalty", "penalty_alpha", "watermarking_config"})
    if (settings.has(key)) refuse(key, "absent");
  for (const std::string_view key : {"epsilon_cutoff", "eta_cutoff", "encoder_no_repeat_ngram_size"})
    if (settings.template get_or<double>(key, 0.0) != 0) refuse(key, "0");
  for (const std::string_view key : {"guidance_scale", "encoder_repetition_penalty"})
    if (settings.template get_or<double>(key, 1.0) != 1) refuse(key, "1");
  validate(c);
  return c;
}

}  // namespace ganymede::inline v0
