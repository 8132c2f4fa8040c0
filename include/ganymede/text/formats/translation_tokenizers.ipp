#pragma once
// The bodies of translation_tokenizers.hpp.

#include <ganymede/text/formats/translation_tokenizers.hpp>

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/ctranslate2_folder.hpp>
#include <ganymede/text/pipeline.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE TranslationTokenizers TranslationTokenizers::from_checkpoint(const Checkpoint& checkpoint) {
  if (!checkpoint.has_gguf()) return from_folder(checkpoint.folder());
  const Tokenizer both = Tokenizer::from_checkpoint(checkpoint);
  return {both, both};
}

GANYMEDE_ONCE TranslationTokenizers TranslationTokenizers::from_folder(const std::filesystem::path& folder) {
  const Tokenizer source = Tokenizer::from_folder(folder, TextSide::source);
  const bool two = source.pipeline().leading_language || detail::is_ctranslate2_folder(folder);
  return {source, two ? Tokenizer::from_folder(folder, TextSide::target) : source};
}

}  // namespace ganymede::inline v0
