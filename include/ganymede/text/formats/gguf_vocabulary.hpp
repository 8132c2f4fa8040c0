#pragma once
// A Hugging Face folder's tokenizer as GGUF metadata, tokenizer.ggml.*: the other direction of tokenizer_gguf.hpp. GGUF has names for a few
// whole pipelines, not stages; a tokenizer that none of them equals is refused.
//
// NFC normalisation alone is left out, as in every GGUF file of such models: a text that is in that form anyway has the same tokens.

#include <ganymede/core/types.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0 {

/// Adds tokenizer.ggml.* and tokenizer.chat_template from a Hugging Face folder; nothing where it has no tokenizer.json. `vocab_size`: the
/// rows of the embedding, so many tokens there are. TokenizerError where GGUF cannot say what the tokenizer does, with its key.
GANYMEDE_ONCE void add_gguf_tokenizer(const Checkpoint& checkpoint, Index vocab_size, GgufWriter& out);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/gguf_vocabulary.ipp>
#endif
