#pragma once
// The architectures of GGUF files that are read and written here. Names and keys: gguf-py's constants.py and tensor_mapping.py.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

using By = GgufSetting::By;

// Llama, Mistral and what is like them: SmolLM2, TinyLlama.
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

// This library's own (models/lstm.hpp); nothing of Hugging Face's is like it.
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

inline constexpr GgufArchitecture architectures[] = {
    {"llama", llama_model_types, llama_settings, llama_tensors, llama_ignored, llama_known},
    {"gpt2", gpt2_model_types, gpt2_settings, gpt2_tensors, {}, gpt2_known},
    {"lstm", {}, lstm_settings, lstm_tensors, {}, {}},
};

/// The table of general.architecture; null where there is none: then files keep their own names and keys.
inline const GgufArchitecture* architecture(std::string_view name) {
  for (const GgufArchitecture& a : architectures)
    if (a.name == name) return &a;
  return nullptr;
}

/// The table that models of config.json's model_type are written by; null where GGUF has none.
inline const GgufArchitecture* architecture_of(std::string_view model_type) {
  for (const GgufArchitecture& a : architectures)
    for (const std::string_view type : a.model_types)
      if (type == model_type) return &a;
  return nullptr;
}

}  // namespace ganymede::inline v0::detail::gguf
