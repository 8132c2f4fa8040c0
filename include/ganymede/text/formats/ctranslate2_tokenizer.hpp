#pragma once
// A tokenizer from the vocabulary of a CTranslate2 folder. CTranslate2 takes tokens, not texts: what cuts a text into them lies outside
// of model.bin, unless the tokens are characters or words. Where they are pieces of words, a SentencePiece model beside model.bin cuts
// texts; without one a text has to be cut already, its pieces joined by spaces.

#include <ganymede/split.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/text_side.hpp>

#include <filesystem>

namespace ganymede::inline v0 {

/// How a text is cut into tokens of a plain vocabulary.
enum class PlainTokens {
  from_vocabulary,  ///< characters where all tokens are single characters; by a SentencePiece model where there is one; else words
  characters,       ///< each code point
  words             ///< between white space: words, or pieces that have been split already and joined by spaces
};

/// The pipeline of one side: the model's bos and eos around a source text as its settings demand, nothing around a target text. Special
/// tokens spelled in a text are unknown. FileError, FormatError, ConfigError, TokenizerError.
GANYMEDE_ONCE TokenizerPipeline ctranslate2_pipeline(const std::filesystem::path& folder, TextSide side,
                                                     PlainTokens cut = PlainTokens::from_vocabulary);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/ctranslate2_tokenizer.ipp>
#endif
