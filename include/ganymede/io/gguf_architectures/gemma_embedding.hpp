#pragma once
// EmbeddingGemma: Gemma 3 under a name of its own (llama_model_gemma_embedding).

#include <ganymede/io/gguf_architectures/gemma3.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr KnownSettings gemma_embedding_known[] = {
    gemma_known[0],
    gemma_known[1],
    gemma_known[2],
    {"attention.causal", "every token sees every other", "false"},
    {"pooling_type", "what becomes of the tokens' vectors"},
};

inline constexpr GgufArchitecture gemma_embedding_architecture{"gemma-embedding", {}, gemma3_settings,
                                                               gemma3_tensors,    {}, gemma_embedding_known};

}  // namespace ganymede::inline v0::detail::gguf
