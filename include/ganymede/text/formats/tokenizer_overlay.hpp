#pragma once
// The settings of tokenizer_config.json and its neighbours laid over a tokenizer.json, as transformers' classes do when they load one.
// The file is the truth where a setting is absent, and for what only fills a gap of it: what is laid over are settings that are there.
//
// transformers 5 builds some classes' pipelines anew; where that changes more than the setting says (Llama's leading spaces, charsmaps
// that get lost), the file wins.

#include <ganymede/split.hpp>

#include <filesystem>

namespace ganymede::inline v0 {

struct TokenizerJson;
struct TokenizerSettings;

/// Changes the parts of one tokenizer.json. ConfigError names the side file and the key.
GANYMEDE_ONCE void lay_over(const TokenizerSettings& settings, TokenizerJson& json);

/// A folder's tokenizer.json, taken apart, with its settings laid over. FileError, FormatError, TokenizerError, ConfigError.
GANYMEDE_ONCE TokenizerJson read_laid_over(const TokenizerSettings& settings, const std::filesystem::path& tokenizer_json);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/tokenizer_overlay.ipp>
#endif
