#pragma once
// The bodies of read_generation_config.hpp.

#include <ganymede/decode/read_generation_config.hpp>

#include <ganymede/decode/generation_keys.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

GANYMEDE_ONCE GenerationConfig read_generation_config(const Settings& settings, Index vocab_size) {
  GenerationConfig c;
  std::vector<std::string_view> known;
  const auto has = [&](std::string_view key) {
    known.push_back(key);
    return settings.has(key);
  };
  const auto read = [&](auto& setting, std::string_view key) {
    if (has(key)) setting = settings.get_or<std::remove_cvref_t<decltype(setting)>>(key, setting);
  };
  const auto read_list = [&](auto& setting, std::string_view key) {
    if (has(key)) setting = settings.list<typename std::remove_cvref_t<decltype(setting)>::value_type>(key);
  };
  if (has("max_new_tokens")) c.max_new_tokens = settings.get_or<Index>("max_new_tokens", 0);
  if (has("max_length")) c.max_length = settings.get_or<Index>("max_length", 0);
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
  read_list(c.eos_token_id, "eos_token_id");
  read_list(c.suppress_tokens, "suppress_tokens");
  read_list(c.begin_suppress_tokens, "begin_suppress_tokens");
  if (has("forced_bos_token_id")) c.forced_bos_token_id = settings.get_or<TokenId>("forced_bos_token_id", 0);
  read_list(c.forced_eos_token_id, "forced_eos_token_id");
  read_list(c.stop, "stop_strings");

  const auto refuse = [&](std::string_view key, std::string_view expected) {
    throw ConfigError{{.problem = "not supported", .file = settings.file(), .key = std::string(key), .expected = std::string(expected)}};
  };
  const auto tokens = [&](const Json& json, std::string_view key) {
    std::vector<TokenId> ids;
    if (!json.is_array() || json.empty()) refuse(key, "sequences of token ids");
    for (const Json& item : json) {
      if (!item.is_number_integer()) refuse(key, "sequences of token ids");
      const std::int64_t id = item.get<std::int64_t>();
      ids.push_back(id == static_cast<TokenId>(id) ? static_cast<TokenId>(id)
                                                   : TokenId{-1});  // beyond the type: -1, which validate() refuses
    }
    return ids;
  };
  if (has("bad_words_ids"))
    for (const auto& word : settings.json().at("bad_words_ids")) c.bad_words_ids.push_back(tokens(word, "bad_words_ids"));
  if (has("sequence_bias"))
    for (const auto& item : settings.json().at("sequence_bias")) {
      if (!item.is_array() || item.size() != 2 || !item[1].is_number()) refuse("sequence_bias", "sequences of token ids, each with a bias");
      c.sequence_bias.emplace_back(tokens(item[0], "sequence_bias"), item[1].get<double>());
    }
  if (has("early_stopping")) {
    const auto& early = settings.json().at("early_stopping");
    if (!early.is_boolean() && early != "never") refuse("early_stopping", "true, false or \"never\"");
    c.early_stopping = !early.is_boolean() ? EarlyStopping::never : early.get<bool>() ? EarlyStopping::yes : EarlyStopping::no;
  }
  settings.for_each([&](const std::string& key, const Json& value) {
    std::string off;
    if (std::find(known.begin(), known.end(), key) != known.end()) return;
    if (detail::is_known(detail::known_generation_settings, key, value, off)) return;
    refuse(key, off.empty() ? "absent" : "absent, or " + off.substr(0, off.find('|')));
  });
  detail::in_file(settings.file(), [&] { validate(c, vocab_size); });
  return c;
}

GANYMEDE_ONCE GenerationConfig generation_defaults(const LanguageModel& model) {
  GenerationConfig defaults;
  model.read_generation([&](const Settings& settings) { defaults = read_generation_config(settings, model.vocab_size()); });
  return defaults;
}

}  // namespace ganymede::inline v0
