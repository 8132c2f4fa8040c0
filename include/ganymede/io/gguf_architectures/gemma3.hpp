#pragma once
// Gemma 3's text models: every sixth layer has no window unless the file says otherwise, and scaling is of those alone
// (llama_model_gemma3::load_arch_hparams). Norms as Gemma's, those of heads too.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufSetting gemma3_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"num_key_value_heads", "attention.head_count_kv", By::required_key},
    {"head_dim", "attention.key_length", By::head_dim},
    {"head_dim", "attention.value_length", By::written},
    {"rms_norm_eps", "attention.layer_norm_rms_epsilon", By::required_key},
    {"attention_bias", {}, By::tensor, "blk.0.attn_q.bias"},
    {"hidden_act", "\"gelu_pytorch_tanh\"", By::constant},
    {"rope_theta", "rope.freq_base"},
    {"rotary_dim", "rope.dimension_count"},
    {"rope_parameters", "rope.scaling.type", By::rope},
    {"rope_local_base_freq", "rope.freq_base_swa"},
    {"sliding_window", "attention.sliding_window", By::required_key},
    {"sliding_window_pattern", "attention.sliding_window_pattern"},
    {"query_pre_attn_scalar", "62", By::gemma_scalar},
    {"final_logit_softcapping", "final_logit_softcapping", By::key_unless_zero},
};
inline constexpr TensorName gemma3_tensors[] = {
    {"model.embed_tokens", "token_embd"},
    {"model.layers.{}.input_layernorm", "blk.{}.attn_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    {"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q"},
    {"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k"},
    {"model.layers.{}.self_attn.v_proj", "blk.{}.attn_v"},
    {"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"},
    {"model.layers.{}.self_attn.q_norm", "blk.{}.attn_q_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    {"model.layers.{}.self_attn.k_norm", "blk.{}.attn_k_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    {"model.layers.{}.post_attention_layernorm", "blk.{}.post_attention_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    {"model.layers.{}.pre_feedforward_layernorm", "blk.{}.ffn_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    {"model.layers.{}.post_feedforward_layernorm", "blk.{}.post_ffw_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    {"model.layers.{}.mlp.gate_proj", "blk.{}.ffn_gate"},
    {"model.layers.{}.mlp.up_proj", "blk.{}.ffn_up"},
    {"model.layers.{}.mlp.down_proj", "blk.{}.ffn_down"},
    {"model.norm", "output_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    {"lm_head", "output"},
};
inline constexpr KnownSettings gemma3_known[] = {
    {"rope.scaling.finetuned", "whether it was trained so"},
    {"rope.scaling.yarn_beta_fast rope.scaling.yarn_beta_slow", "of yarn alone"},
    {"rope.scaling.attn_factor rope.scaling.yarn_attn_factor", "of yarn; else a factor of cosines and sines", "1"},
    {"attention.causal", "it looks back alone", "true"},
};

inline constexpr GgufArchitecture gemma3_architecture{"gemma3", {}, gemma3_settings, gemma3_tensors, {}, gemma3_known};

}  // namespace ganymede::inline v0::detail::gguf
