#pragma once
// The bodies of translation_setup.hpp.

#include <ganymede/app/translation_setup.hpp>

#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/pipeline.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE void require_vocabulary(const Tokenizer& tokenizer, Index size, const std::string& file, const std::string& side) {
  const Index tokens = tokenizer.vocab_size(), padding = tokenizer.pipeline().leading_language ? 0 : 256;
  if (tokens > size || tokens < size - padding)
    throw TokenizerError{{.problem = "tokenizer and model have vocabularies of different sizes",
                          .file = file,
                          .key = side,
                          .expected = std::to_string(size) + " tokens",
                          .found = std::to_string(tokens)}};
}

/// A token id, or a list of one.
inline TokenId one_token(const Settings& generation, const char* key) {
  const std::vector<TokenId> ids = generation.list<TokenId>(key);
  if (ids.size() != 1)
    throw ConfigError{{.problem = "translations begin with one token",
                       .file = generation.file(),
                       .key = key,
                       .expected = "a token id",
                       .found = "a list of " + std::to_string(ids.size())}};
  return ids.front();
}

inline std::optional<TokenId> start_token(const Settings& generation, const std::optional<TranslationTokenizers>& tokenizers) {
  for (const char* key : {"decoder_start_token_id", "bos_token_id"})
    if (generation.has(key)) return one_token(generation, key);
  return tokenizers ? tokenizers->target.bos() : std::nullopt;
}

GANYMEDE_ONCE TranslationSetup::TranslationSetup(const Checkpoint& checkpoint, const std::optional<TranslationTokenizers>& tokenizers) {
  const Settings generation = checkpoint.generation();
  file = generation.file();
  defaults = read_generation_config(generation);
  if (defaults.eos_token_id.empty() && tokenizers && tokenizers->target.eos()) defaults.eos_token_id = {*tokenizers->target.eos()};
  const std::optional<TokenId> start = start_token(generation, tokenizers);
  if (!start)
    throw ConfigError{
        {.problem = "setting is missing", .file = generation.file(), .key = "decoder_start_token_id", .expected = "a token id"}};
  decoder_start_token_id = *start;
  const Settings config = checkpoint.tokenizer_config();
  language = config.get_or<std::string>("source_lang", config.get_or<std::string>("src_lang", ""));
  const double longest = config.get_or<double>("model_max_length", 0);  // 1e30 where there is no limit
  model_max_length = longest >= 1 && longest < 1e9 ? static_cast<Index>(longest) : 0;
}

GANYMEDE_ONCE TranslationCall::TranslationCall(const TranslationSetup& setup, const std::optional<TranslationTokenizers>& tokenizers,
                                               const GenerationOptions& generation, const TranslateOptions& options, Index positions)
    : config(resolve(setup.defaults, generation)),
      encode{options.add_special_tokens, options.parse_special, options.source_language},
      start{setup.decoder_start_token_id},
      language(options.source_language.empty() ? setup.language : options.source_language) {
  if (!config.max_new_tokens && !config.max_length) {
    if (positions > 0)
      config.max_length = positions;
    else
      config.max_new_tokens = default_max_new_tokens;
  }
  if (!tokenizers) {
    if (!options.source_language.empty() || !options.target_language.empty() || !options.prefix.empty() || !options.source_prefix.empty())
      throw InputError{{.problem = "languages and prefixes need a tokenizer", .key = "TranslateOptions"}};
    return;
  }
  const Tokenizer &source = tokenizers->source, &target = tokenizers->target;
  if (source.pipeline().leading_language) {  // Marian: the source says which language it wants to become
    if (!options.source_language.empty())
      throw InputError{
          {.problem = "this model is told the target language only", .key = "source_language", .found = options.source_language}};
    encode.language = options.target_language;
    if (!encode.language.empty()) source.language_token(encode.language);
  } else {
    if (!encode.language.empty()) source.language_token(encode.language);
    if (!options.target_language.empty()) {
      const TokenId wanted = target.language_token(options.target_language);
      if (target.languages().contains(setup.decoder_start_token_id))
        start = {wanted};  // mBART: the language is what the decoder starts with
      else
        config.forced_bos_token_id = wanted;
    }
  }
  prefixed = start;
  if (options.prefix.empty()) return;
  if (config.forced_bos_token_id) prefixed.push_back(*config.forced_bos_token_id);
  const std::vector<TokenId> ids = target.encode(options.prefix, {.add_special_tokens = false, .parse_special = options.parse_special});
  prefixed.insert(prefixed.end(), ids.begin(), ids.end());
}

}  // namespace ganymede::inline v0::detail
