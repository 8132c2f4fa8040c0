#pragma once
// Llama, Mistral and what is like them: SmolLM2, TinyLlama.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::string_view llama_model_types[] = {"llama", "mistral"};
inline constexpr GgufSetting llama_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"num_key_value_heads", "attention.head_count_kv"},
    {"head_dim", "attention.key_length", By::head_dim},
    {"head_dim", "attention.value_length", By::written},
    {"rms_norm_eps", "attention.layer_norm_rms_epsilon", By::required_key},
    {"sliding_window", "attention.sliding_window", By::key_unless_zero},
    {"max_position_embeddings", "context_length", By::required_key},
    {"rope_theta", "rope.freq_base"},
    {"rotary_dim", "rope.dimension_count"},
    {"rope_parameters", "rope.scaling.type", By::rope},
    {"attention_bias", {}, By::tensor, "blk.0.attn_q.bias"},
    {"attention_output_bias", {}, By::tensor, "blk.0.attn_output.bias"},
    {"mlp_bias", {}, By::tensor, "blk.0.ffn_up.bias"},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"hidden_act", "\"silu\"", By::constant},
    {"layer_types", "null", By::constant},
};
inline constexpr TensorName llama_tensors[] = {
    {"model.embed_tokens", "token_embd"},
    {"model.layers.{}.input_layernorm", "blk.{}.attn_norm"},
    {"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q", TensorName::Rows::rotary_pairs},
    {"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k", TensorName::Rows::rotary_pairs},
    {"model.layers.{}.self_attn.v_proj", "blk.{}.attn_v"},
    {"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"},
    {"model.layers.{}.post_attention_layernorm", "blk.{}.ffn_norm"},
    {"model.layers.{}.mlp.gate_proj", "blk.{}.ffn_gate"},
    {"model.layers.{}.mlp.up_proj", "blk.{}.ffn_up"},
    {"model.layers.{}.mlp.down_proj", "blk.{}.ffn_down"},
    {"model.norm", "output_norm"},
    {"lm_head", "output"},
};
inline constexpr std::string_view llama_ignored[] = {"*.attn_rot_embd"};
inline constexpr KnownSettings llama_known[] = {
    {"tensor_data_layout", "where the file came from"},
    {"rope.scaling.finetuned", "whether it was trained so"},
    {"rope.scaling.yarn_beta_fast rope.scaling.yarn_beta_slow", "of yarn alone"},
    {"rope.scaling.attn_factor rope.scaling.yarn_attn_factor", "of yarn; else a factor of cosines and sines", "1"},
    {"attention.causal", "it looks back alone", "true"},
    {"expert_count expert_used_count", "no experts", "0"},
};

inline constexpr GgufArchitecture llama_architecture{"llama", llama_model_types, llama_settings, llama_tensors, llama_ignored, llama_known};

}  // namespace ganymede::inline v0::detail::gguf
