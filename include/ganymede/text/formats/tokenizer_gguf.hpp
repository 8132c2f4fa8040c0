#pragma once
// A pipeline from the metadata of a GGUF file, as llama.cpp (src/llama-vocab.cpp) makes it: tokenizer.ggml.model "gpt2" is
// byte-level BPE with merges and a named pre-tokeniser, "llama" is SentencePiece's BPE by scores, "t5" its unigram model, "bert" WordPiece.
//
// Token types: control tokens are special; user-defined ones are always found in a text; text never becomes a control, unknown
// or byte token by merging. Where spellings of added tokens overlap in a text, the leftmost counts, and the longest of those.

#include <ganymede/io/gguf.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/pipeline.hpp>

#include <cstdint>

namespace ganymede::inline v0 {

namespace detail {

/// tokenizer.ggml.token_type.
enum class GgufTokenType : std::int64_t { undefined = 0, normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };

}  // namespace detail

/// The pipeline that a GGUF file's tokenizer.ggml.* keys describe. TokenizerError: inconsistent, or of a kind that is not
/// supported; ConfigError or FormatError: a key is missing or of another type.
GANYMEDE_ONCE TokenizerPipeline read_tokenizer_gguf(const Gguf& gguf);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/tokenizer_gguf.ipp>
#endif
