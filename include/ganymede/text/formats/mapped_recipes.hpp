#pragma once
// Hugging Face's tokenizers of Marian and M2M100: SentencePiece models whose pieces have the ids of a vocab.json. What
// transformers' classes (v5) make of a text and of ids.

#include <ganymede/split.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/text_side.hpp>

#include <filesystem>

namespace ganymede::inline v0 {

class Settings;

namespace detail {

/// Junczys-Dowmunt et al. 2018, one side: `config` is tokenizer_config.json. FileError, FormatError, TokenizerError.
GANYMEDE_ONCE TokenizerPipeline marian_pipeline(const std::filesystem::path& folder, const Settings& config, TextSide side);

/// Fan et al. 2020. Errors as above, ConfigError.
GANYMEDE_ONCE TokenizerPipeline m2m100_pipeline(const std::filesystem::path& folder, const Settings& config);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/mapped_recipes.ipp>
#endif
