#pragma once
// The two tokenizers of a translation model. All families but Marian use one for both languages; then the two share everything.
// A CTranslate2 folder has two where its vocabularies differ.

#include <ganymede/split.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <filesystem>
#include <optional>

namespace ganymede::inline v0 {

/// `source` encodes what is to be translated; `target` encodes a given beginning of the translation, and decodes it.
struct TranslationTokenizers {
  Tokenizer source;
  Tokenizer target;

  /// Both, or none where the checkpoint came without any. Errors as from_checkpoint().
  static std::optional<TranslationTokenizers> find(const Checkpoint& checkpoint);

  /// Of a folder or a GGUF file. Errors as Tokenizer::from_checkpoint().
  static TranslationTokenizers from_checkpoint(const Checkpoint& checkpoint);

  /// Of a folder, which needs no weights. Errors as Tokenizer::from_folder().
  static TranslationTokenizers from_folder(const std::filesystem::path& folder);
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/translation_tokenizers.ipp>
#endif
