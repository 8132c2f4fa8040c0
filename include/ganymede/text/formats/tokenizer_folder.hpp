#pragma once
// A pipeline from a Hugging Face folder: its tokenizer.json, or, without one, the vocabulary files of the class that
// tokenizer_config.json names (or config.json's model_type implies), or the vocabulary of a CTranslate2 folder.

#include <ganymede/split.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/text_side.hpp>

#include <filesystem>

namespace ganymede::inline v0 {

/// FileError, FormatError, ConfigError, TokenizerError: a file is missing or wrong, or the class is not supported.
GANYMEDE_ONCE TokenizerPipeline read_tokenizer_folder(const std::filesystem::path& folder, TextSide side = TextSide::source);

namespace detail {

/// Whether a folder has files that a tokenizer can be made of.
GANYMEDE_ONCE bool has_tokenizer_files(const std::filesystem::path& folder);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/tokenizer_folder.ipp>
#endif
