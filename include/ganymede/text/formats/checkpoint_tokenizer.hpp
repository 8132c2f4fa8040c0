#pragma once
// The tokenizer of a checkpoint, from whatever holds it: the metadata of a GGUF file, or the files of a folder.

#include <ganymede/split.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <optional>
#include <string>

namespace ganymede::inline v0 {

/// What a checkpoint has to make a tokenizer of.
struct CheckpointTokenizer {
  std::optional<Tokenizer> tokenizer{};
  std::string problem{};  ///< why a folder's files make none; empty where there is one, or nothing to make it of

  /// A GGUF file's, or tokenizer.json's, which has to be right: errors as Tokenizer::from_checkpoint(). A folder with the files of a
  /// tokenizer's class, of which none can be made, is one without, as its model works with token ids.
  static CheckpointTokenizer find(const Checkpoint& checkpoint);
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/checkpoint_tokenizer.ipp>
#endif
