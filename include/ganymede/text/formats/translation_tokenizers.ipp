#pragma once
// The bodies of translation_tokenizers.hpp.

#include <ganymede/text/formats/translation_tokenizers.hpp>

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/ctranslate2_vocabulary.hpp>
#include <ganymede/text/pipeline.hpp>

#include <system_error>
#include <variant>

namespace ganymede::inline v0 {

namespace detail {

inline bool has_translation_tokenizers(const Gguf* file) { return file->has("tokenizer.ggml.model"); }
inline bool has_translation_tokenizers(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const char* const name :
       {"tokenizer.json", "tokenizer_config.json", "source.spm", "spiece.model", "sentencepiece.bpe.model", "vocab.json"})
    if (std::filesystem::exists(folder / name, ignored)) return true;
  return has_token_lists(folder);
}

inline TranslationTokenizers translation_tokenizers_of(const Gguf* file) {
  const Tokenizer both = Tokenizer::from_gguf(*file);
  return {both, both};
}
inline TranslationTokenizers translation_tokenizers_of(const std::filesystem::path& folder) {
  return TranslationTokenizers::from_folder(folder);
}

}  // namespace detail

GANYMEDE_ONCE std::optional<TranslationTokenizers> TranslationTokenizers::find(const Checkpoint& checkpoint) {
  const bool any = std::visit([](const auto& files) { return detail::has_translation_tokenizers(files); }, checkpoint.files());
  return any ? std::optional(from_checkpoint(checkpoint)) : std::nullopt;
}

GANYMEDE_ONCE TranslationTokenizers TranslationTokenizers::from_checkpoint(const Checkpoint& checkpoint) {
  return std::visit([](const auto& files) { return detail::translation_tokenizers_of(files); }, checkpoint.files());
}

GANYMEDE_ONCE TranslationTokenizers TranslationTokenizers::from_folder(const std::filesystem::path& folder) {
  const Tokenizer source = Tokenizer::from_folder(folder, TextSide::source);
  return {source, source.pipeline().of_one_side ? Tokenizer::from_folder(folder, TextSide::target) : source};
}

}  // namespace ganymede::inline v0
