#pragma once
// Hugging Face's tokenizers of T5, Pegasus, mBART, mBART-50 and NLLB, made of a SentencePiece model where a folder has no
// tokenizer.json: the pipelines of transformers' classes (v5), which move the pieces' ids and add tokens of their own.

#include <ganymede/split.hpp>

#include <filesystem>
#include <string_view>

namespace ganymede::inline v0 {

class Settings;
struct TokenizerJson;

namespace detail {

/// The file in a folder that such a tokenizer is made of; empty where the class is none of these.
GANYMEDE_ONCE std::string_view sentencepiece_recipe_file(std::string_view tokenizer_class);

/// Puts one together, as if it had been read from a tokenizer.json. `config`: tokenizer_config.json; `tokenizer_class`: one of these.
/// FileError, FormatError, ConfigError, TokenizerError.
GANYMEDE_ONCE TokenizerJson sentencepiece_recipe(const std::filesystem::path& folder, const Settings& config,
                                                 std::string_view tokenizer_class);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/sentencepiece_recipes.ipp>
#endif
