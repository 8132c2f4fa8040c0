#pragma once
// GPT-2, whose matrices GGUF has the other way round than Hugging Face.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::string_view gpt2_model_types[] = {"gpt2"};
inline constexpr GgufSetting gpt2_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"layer_norm_eps", "attention.layer_norm_epsilon", By::required_key},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"hidden_act", "\"gelu_new\"", By::constant},
    {"scale_attn_weights", "true", By::constant},
    {"scale_attn_by_inverse_layer_idx", "false", By::constant},
};
inline constexpr TensorName gpt2_tensors[] = {
    {"transformer.wte", "token_embd"},
    {"transformer.wpe", "position_embd"},
    {"transformer.h.{}.ln_1", "blk.{}.attn_norm"},
    {"transformer.h.{}.attn.c_attn", "blk.{}.attn_qkv", TensorName::Rows::transposed},
    {"transformer.h.{}.attn.c_proj", "blk.{}.attn_output", TensorName::Rows::transposed},
    {"transformer.h.{}.ln_2", "blk.{}.ffn_norm"},
    {"transformer.h.{}.mlp.c_fc", "blk.{}.ffn_up", TensorName::Rows::transposed},
    {"transformer.h.{}.mlp.c_proj", "blk.{}.ffn_down", TensorName::Rows::transposed},
    {"transformer.ln_f", "output_norm"},
    {"lm_head", "output"},
};
inline constexpr KnownSettings gpt2_known[] = {{"attention.causal", "it looks back alone", "true"}};

inline constexpr GgufArchitecture gpt2_architecture{"gpt2", gpt2_model_types, gpt2_settings, gpt2_tensors, {}, gpt2_known};

}  // namespace ganymede::inline v0::detail::gguf
