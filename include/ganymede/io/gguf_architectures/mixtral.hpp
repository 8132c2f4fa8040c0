#pragma once
// Mixtral: architecture "llama" with experts. Files of llama.cpp's first months have each expert's matrices on their own.

#include <ganymede/io/gguf_architectures/llama.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::string_view mixtral_model_types[] = {"mixtral"};
inline constexpr GgufSetting mixtral_settings[] = {
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
    {"num_experts", "expert_count", By::required_key},
    {"num_experts_per_tok", "expert_used_count", By::required_key},
    {"rope_theta", "rope.freq_base"},
    {"rotary_dim", "rope.dimension_count"},
    {"rope_parameters", "rope.scaling.type", By::rope},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"hidden_act", "\"silu\"", By::constant},
    {"layer_types", "null", By::constant},
};
inline constexpr TensorName mixtral_tensors[] = {
    {"model.embed_tokens", "token_embd"},
    {"model.layers.{}.input_layernorm", "blk.{}.attn_norm"},
    {"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q", TensorName::Rows::rotary_pairs},
    {"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k", TensorName::Rows::rotary_pairs},
    {"model.layers.{}.self_attn.v_proj", "blk.{}.attn_v"},
    {"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"},
    {"model.layers.{}.post_attention_layernorm", "blk.{}.ffn_norm"},
    {"model.layers.{}.block_sparse_moe.gate", "blk.{}.ffn_gate_inp"},
    {"model.layers.{}.block_sparse_moe.experts.{}.w1", "blk.{}.ffn_gate_exps", TensorName::Rows::alike, TensorName::Part::numbered},
    {"model.layers.{}.block_sparse_moe.experts.{}.w3", "blk.{}.ffn_up_exps", TensorName::Rows::alike, TensorName::Part::numbered},
    {"model.layers.{}.block_sparse_moe.experts.{}.w2", "blk.{}.ffn_down_exps", TensorName::Rows::alike, TensorName::Part::numbered},
    {"model.layers.{}.block_sparse_moe.experts.{}.w1", "blk.{}.ffn_gate.{}"},
    {"model.layers.{}.block_sparse_moe.experts.{}.w3", "blk.{}.ffn_up.{}"},
    {"model.layers.{}.block_sparse_moe.experts.{}.w2", "blk.{}.ffn_down.{}"},
    {"model.norm", "output_norm"},
    {"lm_head", "output"},
};
inline constexpr KnownSettings mixtral_known[] = {
    {"tensor_data_layout", "where the file came from"},
    {"rope.scaling.finetuned", "whether it was trained so"},
    {"attention.causal", "it looks back alone", "true"},
};

inline constexpr GgufArchitecture mixtral_architecture{"llama",       mixtral_model_types, mixtral_settings,           mixtral_tensors,
                                                       llama_ignored, mixtral_known,       "blk.0.ffn_gate_inp.weight"};

}  // namespace ganymede::inline v0::detail::gguf
