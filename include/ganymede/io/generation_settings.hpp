#pragma once
// Where generation settings come from when generation_config.json is missing or incomplete, and how GGUF keys translate.

#include <ganymede/core/error.hpp>
#include <ganymede/io/config_json_settings.hpp>
#include <ganymede/io/gguf_end_tokens.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

/// The ids that generation_config.json may leave to config.json.
inline constexpr std::string_view generation_ids[] = {"bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id"};

/// Takes end tokens beyond config.json's vocabulary away: they never come (GPT-2's 50256, which transformers writes for small models, too).
inline Json with_reachable_ends(Json generation, const Json& config) {
  std::int64_t words = 0;
  for (const char* const key : {"vocab_size", "decoder_vocab_size"})
    if (const auto at = config.find(key); at != config.end() && at->is_number_integer()) words = std::max(words, at->get<std::int64_t>());
  const auto ends = generation.find("eos_token_id");
  if (words == 0 || ends == generation.end()) return generation;
  const auto beyond = [words](const Json& id) { return id.is_number_integer() && id.get<std::int64_t>() >= words; };
  if (ends->is_array()) std::erase_if(ends->get_ref<Json::array_t&>(), beyond);
  if (beyond(*ends) || *ends == Json::array()) generation.erase(ends);
  return generation;
}

inline Json generation_from_config(const Json& config) {
  Json generation = Json::object();
  for_each_key(generation_settings_of_config.keys, [&](std::string_view key) {
    if (const auto at = config.find(key); at != config.end() && !at->is_null()) generation[std::string(key)] = *at;
  });
  if (const auto forced = config.find("force_bos_token_to_be_generated");
      forced != config.end() && *forced == true && generation.contains("bos_token_id"))
    generation["forced_bos_token_id"] = generation["bos_token_id"];  // BART's of 2020, as transformers reads it
  return with_reachable_ends(std::move(generation), config);
}

/// generation_config.json as it is, but for token ids that only config.json has, or that transformers has copied from there.
inline Json generation_with_ids(Json generation, const Json& config) {
  const auto copied = generation.find("_from_model_config");
  const bool from_config = !generation.contains("eos_token_id") || (copied != generation.end() && *copied == true);
  for (const std::string_view key : generation_ids)
    if (const auto at = config.find(key); at != config.end() && !at->is_null() && !generation.contains(key))
      generation[std::string(key)] = *at;
  return from_config ? with_reachable_ends(std::move(generation), config) : generation;
}

/// The keys of general.sampling that Hugging Face has a name for.
inline bool is_known_sampling(std::string_view key) {
  for (const std::string_view known : {"temp", "top_k", "top_p", "min_p", "penalty_repeat"})
    if (key.substr(std::string_view("general.sampling.").size()) == known) return true;
  return false;
}

/// `settings` as Checkpoint::settings() has them, `tokens` the spellings of the vocabulary. Every kind of "end" token ends generation, as
/// in llama.cpp (gguf_end_tokens); suggested sampling parameters turn sampling on, unless the temperature is 0.
inline Json generation_from_gguf(const Json& settings, std::span<const std::string_view> tokens = {}) {
  Json generation = Json::object();
  const auto copy = [&](const char* from, const char* to) {
    const auto at = settings.find(from);
    if (at != settings.end()) generation[to] = *at;
    return at != settings.end();
  };
  for (const auto& [from, to] : {std::pair{"tokenizer.ggml.bos_token_id", "bos_token_id"},
                                 {"tokenizer.ggml.padding_token_id", "pad_token_id"},
                                 {"decoder_start_token_id", "decoder_start_token_id"}})
    if (const auto id = gguf_token_id(settings, from)) generation[to] = *id;
  const bool repeat = copy("general.sampling.penalty_repeat", "repetition_penalty");
  for (const auto& [key, value] : settings.get_ref<const Json::object_t&>())  // of what has no name there, under its own
    if (key.starts_with("general.sampling.") && !is_known_sampling(key) && (repeat || key != "general.sampling.penalty_last_n"))
      generation[key] = value;

  const std::vector<std::int32_t> ends = gguf_end_tokens(settings, tokens);
  if (!ends.empty()) generation["eos_token_id"] = ends.size() == 1 ? Json(ends[0]) : Json(ends);

  bool sampling = false;
  for (const auto& [from, to] : {std::pair{"general.sampling.temp", "temperature"},
                                 {"general.sampling.top_k", "top_k"},
                                 {"general.sampling.top_p", "top_p"},
                                 {"general.sampling.min_p", "min_p"}})
    sampling = copy(from, to) || sampling;
  if (sampling) generation["do_sample"] = !generation.contains("temperature") || generation["temperature"] != 0;
  return generation;
}

/// GGUF metadata with "<general.architecture>." taken off its keys. FormatError where that makes two keys one.
inline Json without_architecture(const Json& metadata, const std::string& file) {
  const auto architecture = metadata.find("general.architecture");
  if (architecture == metadata.end() || !architecture->is_string()) return metadata;
  const std::string prefix = architecture->get_ref<const std::string&>() + '.';
  Json::object_t settings;
  for (const auto& [key, value] : metadata.get_ref<const Json::object_t&>()) {
    const std::string bare = key.starts_with(prefix) ? key.substr(prefix.size()) : key;
    if (!settings.try_emplace(bare, value).second)
      throw FormatError{{.problem = "metadata key stands twice, with and without the architecture", .file = file, .key = key}};
  }
  return settings;
}

}  // namespace detail
}  // namespace ganymede::inline v0
