#pragma once
// BLOOM. Rows of queries, keys and values are put below one another in GGUF (llama.cpp's convert_hf_to_gguf.py, BloomModel.modify_tensors).

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufSetting bloom_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"layer_norm_eps", "attention.layer_norm_epsilon", By::required_key},
    {"hidden_act", "\"gelu_new\"", By::constant},
};
inline constexpr TensorName bloom_tensors[] = {
    {"transformer.word_embeddings", "token_embd"},
    {"transformer.word_embeddings_layernorm", "token_embd_norm"},
    {"transformer.h.{}.input_layernorm", "blk.{}.attn_norm"},
    {"transformer.h.{}.self_attention.query_key_value", "blk.{}.attn_qkv", TensorName::Rows::qkv_stacked},
    {"transformer.h.{}.self_attention.dense", "blk.{}.attn_output"},
    {"transformer.h.{}.post_attention_layernorm", "blk.{}.ffn_norm"},
    {"transformer.h.{}.mlp.dense_h_to_4h", "blk.{}.ffn_up"},
    {"transformer.h.{}.mlp.dense_4h_to_h", "blk.{}.ffn_down"},
    {"transformer.ln_f", "output_norm"},
    {"lm_head", "output"},
};
inline constexpr KnownSettings bloom_known[] = {
    {"attention.causal", "it looks back alone", "true"},
    {"attention.head_count_kv", "as many as heads, or no tensor would fit"},
};

inline constexpr std::array bloom_model_types{std::string_view("bloom")};
inline constexpr GgufArchitecture bloom_architecture{"bloom", bloom_model_types, bloom_settings, bloom_tensors, {}, bloom_known};

}  // namespace ganymede::inline v0::detail::gguf
