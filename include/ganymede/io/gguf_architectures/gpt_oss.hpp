#pragma once
// gpt-oss: windows in every other layer, from the first on; llama.cpp knows its gate's numbers by heart.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::string_view gpt_oss_model_types[] = {"gpt_oss"};
inline constexpr GgufSetting gpt_oss_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "expert_feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"num_key_value_heads", "attention.head_count_kv", By::required_key},
    {"head_dim", "attention.key_length", By::head_dim},
    {"head_dim", "attention.value_length", By::written},
    {"rms_norm_eps", "attention.layer_norm_rms_epsilon", By::required_key},
    {"sliding_window", "attention.sliding_window", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"num_experts", "expert_count", By::required_key},
    {"num_experts_per_tok", "expert_used_count", By::required_key},
    {"rope_theta", "rope.freq_base"},
    {"rope_parameters", "rope.scaling.type", By::rope_untruncated},
    {"attention_bias", {}, By::tensor, "blk.0.attn_q.bias"},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"swiglu_alpha", "1.702", By::constant},
    {"swiglu_limit", "7.0", By::constant},
    {"hidden_act", "\"silu\"", By::constant},
    {"layer_types", "null", By::constant},
    {"sliding_window_pattern", "2", By::constant},
};
inline constexpr TensorName gpt_oss_tensors[] = {
    {"model.embed_tokens", "token_embd"},
    {"model.layers.{}.input_layernorm", "blk.{}.attn_norm"},
    {"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q"},
    {"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k"},
    {"model.layers.{}.self_attn.v_proj", "blk.{}.attn_v"},
    {"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"},
    {"model.layers.{}.self_attn.sinks", "blk.{}.attn_sinks"},
    {"model.layers.{}.post_attention_layernorm", "blk.{}.post_attention_norm"},
    {"model.layers.{}.mlp.router", "blk.{}.ffn_gate_inp"},
    {"model.layers.{}.mlp.experts.{}.gate_proj", "blk.{}.ffn_gate_exps", TensorName::Rows::alike, TensorName::Part::numbered},
    {"model.layers.{}.mlp.experts.{}.up_proj", "blk.{}.ffn_up_exps", TensorName::Rows::alike, TensorName::Part::numbered},
    {"model.layers.{}.mlp.experts.{}.down_proj", "blk.{}.ffn_down_exps", TensorName::Rows::alike, TensorName::Part::numbered},
    {"model.norm", "output_norm"},
    {"lm_head", "output"},
};
inline constexpr KnownSettings gpt_oss_known[] = {
    {"feed_forward_length", "expert_feed_forward_length, once more"},
    {"rope.dimension_count", "all of a head, which it is"},
    {"rope.scaling.finetuned", "whether it was trained so"},
    {"attention.causal", "it looks back alone", "true"},
};

inline constexpr GgufArchitecture gpt_oss_architecture{"gpt-oss", gpt_oss_model_types, gpt_oss_settings, gpt_oss_tensors,
                                                       {},        gpt_oss_known};

}  // namespace ganymede::inline v0::detail::gguf
