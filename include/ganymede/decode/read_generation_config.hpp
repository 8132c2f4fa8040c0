#pragma once
// A model's defaults, from its generation_config.json.

#include <ganymede/core/error.hpp>
#include <ganymede/decode/generation_config.hpp>

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

namespace detail {
/// Calls check(); an InputError of it names `file`, where what it is about stands.
template <class Check>
void in_file(const std::string& file, Check check) {
  try {
    check();
  } catch (const InputError& error) {
    ErrorDetails details = error.details();
    details.file = file;
    throw InputError{details};
  }
}
}  // namespace detail

/// The settings of a generation_config.json as transformers understands them: do_sample decides, false where it is absent; top_k is 50
/// where it is absent. Only max_length differs: its default of 20 is not taken over. Keys of things that change no token are passed over.
/// Throws ConfigError for keys of the wrong type and for processors and strategies that this library does not have (transformers 5 has no
/// groups of beams and no constraints either), InputError for values out of range, ids outside a vocabulary of `vocab_size` (0: unknown)
/// among them.
template <SettingsReader S>
GenerationConfig read_generation_config(const S& settings, Index vocab_size = 0) {
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
  read(c.num_beams, "num_beams");
  read(c.length_penalty, "length_penalty");
  read(c.renormalize_logits, "renormalize_logits");
  read(c.num_return_sequences, "num_return_sequences");
  if (settings.has("eos_token_id")) c.eos_token_id = settings.template list<TokenId>("eos_token_id");
  if (settings.has("suppress_tokens")) c.suppress_tokens = settings.template list<TokenId>("suppress_tokens");
  if (settings.has("begin_suppress_tokens")) c.begin_suppress_tokens = settings.template list<TokenId>("begin_suppress_tokens");
  if (settings.has("forced_bos_token_id")) c.forced_bos_token_id = settings.template get_or<TokenId>("forced_bos_token_id", 0);
  if (settings.has("forced_eos_token_id")) c.forced_eos_token_id = settings.template list<TokenId>("forced_eos_token_id");
  if (settings.has("stop_strings")) c.stop = settings.template list<std::string>("stop_strings");

  const auto refuse = [&](std::string_view key, std::string_view expected) {
    throw ConfigError{{.problem = "not supported", .file = settings.file(), .key = std::string(key), .expected = std::string(expected)}};
  };
  const auto tokens = [&](const auto& json, std::string_view key) {
    std::vector<TokenId> ids;
    if (!json.is_array() || json.empty()) refuse(key, "sequences of token ids");
    for (const auto& item : json) {
      if (!item.is_number_integer()) refuse(key, "sequences of token ids");
      const std::int64_t id = item.template get<std::int64_t>();
      ids.push_back(id == static_cast<TokenId>(id) ? static_cast<TokenId>(id)
                                                   : TokenId{-1});  // beyond the type: -1, which validate() refuses
    }
    return ids;
  };
  if (settings.has("bad_words_ids"))
    for (const auto& word : settings.json().at("bad_words_ids")) c.bad_words_ids.push_back(tokens(word, "bad_words_ids"));
  if (settings.has("sequence_bias"))
    for (const auto& item : settings.json().at("sequence_bias")) {
      if (!item.is_array() || item.size() != 2 || !item[1].is_number()) refuse("sequence_bias", "sequences of token ids, each with a bias");
      c.sequence_bias.emplace_back(tokens(item[0], "sequence_bias"), item[1].template get<double>());
    }
  if (settings.has("early_stopping")) {
    const auto& early = settings.json().at("early_stopping");
    if (!early.is_boolean() && early != "never") refuse("early_stopping", "true, false or \"never\"");
    c.early_stopping = !early.is_boolean() ? EarlyStopping::never : early.template get<bool>() ? EarlyStopping::yes : EarlyStopping::no;
  }
  for (const std::string_view key :
       {"top_h", "exponential_decay_length_penalty", "penalty_alpha", "watermarking_config", "force_words_ids", "constraints"})
    if (settings.has(key)) refuse(key, "absent");
  for (const std::string_view key : {"epsilon_cutoff", "eta_cutoff", "encoder_no_repeat_ngram_size", "diversity_penalty"})
    if (settings.template get_or<double>(key, 0.0) != 0) refuse(key, "0");
  for (const std::string_view key : {"guidance_scale", "encoder_repetition_penalty", "num_beam_groups"})
    if (settings.template get_or<double>(key, 1.0) != 1) refuse(key, "1");
  detail::in_file(settings.file(), [&] { validate(c, vocab_size); });
  return c;
}

/// A model's own defaults, those of the checkpoint that it was loaded from: what generate() lays options over. Neutral ones where it has
/// none, as a model of one's own. Throws as read_generation_config.
template <class Model>
GenerationConfig generation_defaults(const Model& model) {
  if constexpr (requires { read_generation_config(*model.generation()); })
    if (const auto& settings = model.generation()) return read_generation_config(*settings, model.vocab_size());
  return {};
}

}  // namespace ganymede::inline v0
