#pragma once
// What a Hugging Face folder says about its tokenizer beside tokenizer.json: tokenizer_config.json, special_tokens_map.json and
// added_tokens.json, put together as transformers (v5, PreTrainedTokenizerBase._from_pretrained) does.

#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/added_tokens.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// The settings of one folder.
struct TokenizerSettings {
  Settings config{};                ///< tokenizer_config.json; special_tokens_map.json over it, in old folders
  std::string name{};               ///< the class, "T5Tokenizer": never with "Fast" behind
  std::vector<AddedToken> added{};  ///< of added_tokens_decoder, else of added_tokens.json; in the order of the ids given there
  std::vector<AddedToken> named{};  ///< those that a setting names: bos_token and so on, then extra_special_tokens; without ids
};

/// Of a folder; empty where the files are not there. FileError, FormatError, ConfigError: a setting that would change a text's tokens and
/// that this library does not know, or one of the wrong type, by name.
GANYMEDE_ONCE TokenizerSettings read_tokenizer_settings(const std::filesystem::path& folder);

/// The tokens that settings name, in transformers' order; ConfigError where one is of another form.
GANYMEDE_ONCE std::vector<AddedToken> named_tokens(const Settings& config);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/tokenizer_settings.ipp>
#endif
