#pragma once
// MPT. What config.json has in attn_config stands beside the rest.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufSetting mpt_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"layer_norm_eps", "attention.layer_norm_epsilon", By::required_key},
    {"alibi_bias_max", "attention.max_alibi_bias", By::required_key},
    {"clip_qkv", "attention.clamp_kqv"},
    {"hidden_act", "\"gelu\"", By::constant},
};
inline constexpr TensorName mpt_tensors[] = {
    {"transformer.wte", "token_embd"},
    {"transformer.blocks.{}.norm_1", "blk.{}.attn_norm"},
    {"transformer.blocks.{}.attn.Wqkv", "blk.{}.attn_qkv"},
    {"transformer.blocks.{}.attn.out_proj", "blk.{}.attn_output"},
    {"transformer.blocks.{}.norm_2", "blk.{}.ffn_norm"},
    {"transformer.blocks.{}.ffn.up_proj", "blk.{}.ffn_up"},
    {"transformer.blocks.{}.ffn.down_proj", "blk.{}.ffn_down"},
    {"transformer.norm_f", "output_norm"},
    {"lm_head", "output"},
};
inline constexpr KnownSettings mpt_known[] = {
    {"attention.causal", "it looks back alone", "true"},
    {"attention.head_count_kv", "as many as heads, or no tensor would fit"},
};

inline constexpr std::array mpt_model_types{std::string_view("mpt")};
inline constexpr GgufArchitecture mpt_architecture{"mpt", mpt_model_types, mpt_settings, mpt_tensors, {}, mpt_known};

}  // namespace ganymede::inline v0::detail::gguf
