#pragma once
// LFM2: attention where a layer has key/value heads, a short convolution where it has none.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::string_view lfm2_model_types[] = {"lfm2"};
inline constexpr GgufSetting lfm2_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"num_key_value_heads", "attention.head_count_kv", By::greatest},
    {"layer_types", "attention.head_count_kv", By::conv_where_zero},
    {"norm_eps", "attention.layer_norm_rms_epsilon", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"conv_L_cache", "shortconv.l_cache", By::required_key},
    {"rope_theta", "rope.freq_base"},
    {"rope_parameters", "rope.scaling.type", By::rope},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"conv_bias", "false", By::constant},
    {"block_auto_adjust_ff_dim", "false", By::constant},
    {"hidden_act", "\"silu\"", By::constant},
};
inline constexpr TensorName lfm2_tensors[] = {
    {"model.embed_tokens", "token_embd"},
    {"model.layers.{}.operator_norm", "blk.{}.attn_norm"},
    {.hugging_face = "model.layers.{}.self_attn.q_proj", .own = "blk.{}.attn_q", .layer_type = "full_attention"},
    {.hugging_face = "model.layers.{}.self_attn.k_proj", .own = "blk.{}.attn_k", .layer_type = "full_attention"},
    {.hugging_face = "model.layers.{}.self_attn.v_proj", .own = "blk.{}.attn_v", .layer_type = "full_attention"},
    {.hugging_face = "model.layers.{}.self_attn.q_layernorm", .own = "blk.{}.attn_q_norm", .layer_type = "full_attention"},
    {.hugging_face = "model.layers.{}.self_attn.k_layernorm", .own = "blk.{}.attn_k_norm", .layer_type = "full_attention"},
    {.hugging_face = "model.layers.{}.self_attn.out_proj", .own = "blk.{}.attn_output", .layer_type = "full_attention"},
    {.hugging_face = "model.layers.{}.conv.conv", .own = "blk.{}.shortconv.conv", .part = TensorName::Part::squeezed, .layer_type = "conv"},
    {.hugging_face = "model.layers.{}.conv.in_proj", .own = "blk.{}.shortconv.in_proj", .layer_type = "conv"},
    {.hugging_face = "model.layers.{}.conv.out_proj", .own = "blk.{}.shortconv.out_proj", .layer_type = "conv"},
    {"model.layers.{}.ffn_norm", "blk.{}.ffn_norm"},
    {"model.layers.{}.feed_forward.w1", "blk.{}.ffn_gate"},
    {"model.layers.{}.feed_forward.w3", "blk.{}.ffn_up"},
    {"model.layers.{}.feed_forward.w2", "blk.{}.ffn_down"},
    {"model.embedding_norm", "token_embd_norm"},
    {"lm_head", "output"},
};
inline constexpr KnownSettings lfm2_known[] = {
    {"rope.dimension_count", "all of a head, which it is"},
    {"rope.scaling.finetuned", "whether it was trained so"},
    {"attention.causal", "it looks back alone", "true"},
};

inline constexpr GgufArchitecture lfm2_architecture{"lfm2", lfm2_model_types, lfm2_settings, lfm2_tensors, {}, lfm2_known};

}  // namespace ganymede::inline v0::detail::gguf
