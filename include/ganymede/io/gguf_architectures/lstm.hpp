#pragma once
// This library's own (models/lstm.hpp); nothing of Hugging Face's is like it.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufSetting lstm_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"hidden_sizes", "hidden_length", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
};
inline constexpr TensorName lstm_tensors[] = {
    {"embed_tokens", "token_embd"},
    {"layers.{}.ih", "blk.{}.lstm_ih"},
    {"layers.{}.hh", "blk.{}.lstm_hh"},
    {"lm_head", "output"},
};

inline constexpr GgufArchitecture lstm_architecture{"lstm", {}, lstm_settings, lstm_tensors, {}, {}};

}  // namespace ganymede::inline v0::detail::gguf
