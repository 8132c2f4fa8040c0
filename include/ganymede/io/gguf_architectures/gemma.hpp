#pragma once
// Gemma. Weights of norms stand in GGUF as what they weigh by, 1 + w; in Hugging Face's files as w (llama.cpp's convert_hf_to_gguf.py,
// GemmaModel.modify_tensors).

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::array gemma_settings{
    GgufSetting{"num_hidden_layers", "block_count", By::required_key},
    GgufSetting{"hidden_size", "embedding_length", By::required_key},
    GgufSetting{"intermediate_size", "feed_forward_length", By::required_key},
    GgufSetting{"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    GgufSetting{"num_attention_heads", "attention.head_count", By::required_key},
    GgufSetting{"max_position_embeddings", "context_length", By::required_key},
    GgufSetting{"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    GgufSetting{"num_key_value_heads", "attention.head_count_kv", By::required_key},
    GgufSetting{"head_dim", "attention.key_length", By::head_dim},
    GgufSetting{"head_dim", "attention.value_length", By::written},
    GgufSetting{"rms_norm_eps", "attention.layer_norm_rms_epsilon", By::required_key},
    GgufSetting{"attention_bias", {}, By::tensor, "blk.0.attn_q.bias"},
    GgufSetting{"hidden_act", "\"gelu_pytorch_tanh\"", By::constant},
    GgufSetting{"rope_theta", "rope.freq_base"},
    GgufSetting{"rotary_dim", "rope.dimension_count"},
    GgufSetting{"rope_parameters", "rope.scaling.type", By::rope},
};
/// What all three have before the norms of layers, and after them.
inline constexpr std::array gemma_attention_tensors{
    TensorName{"model.embed_tokens", "token_embd"},
    TensorName{"model.layers.{}.input_layernorm", "blk.{}.attn_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    TensorName{"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q"},
    TensorName{"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k"},
    TensorName{"model.layers.{}.self_attn.v_proj", "blk.{}.attn_v"},
    TensorName{"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"},
};
inline constexpr std::array gemma_mlp_tensors{
    TensorName{"model.layers.{}.mlp.gate_proj", "blk.{}.ffn_gate"},
    TensorName{"model.layers.{}.mlp.up_proj", "blk.{}.ffn_up"},
    TensorName{"model.layers.{}.mlp.down_proj", "blk.{}.ffn_down"},
    TensorName{"model.norm", "output_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    TensorName{"lm_head", "output"},
};
inline constexpr auto gemma_tensors = joined(gemma_attention_tensors,
                                             std::array{TensorName{"model.layers.{}.post_attention_layernorm", "blk.{}.ffn_norm",
                                                                   TensorName::Rows::alike, TensorName::Part::whole, 1}},
                                             gemma_mlp_tensors);
inline constexpr std::array gemma_known{
    KnownSettings{"rope.scaling.finetuned", "whether it was trained so"},
    KnownSettings{"rope.scaling.yarn_beta_fast rope.scaling.yarn_beta_slow", "of yarn alone"},
    KnownSettings{"rope.scaling.attn_factor rope.scaling.yarn_attn_factor", "of yarn; else a factor of cosines and sines", "1"},
    KnownSettings{"attention.causal", "it looks back alone", "true"},
};

inline constexpr std::array gemma_model_types{std::string_view("gemma")};
inline constexpr GgufArchitecture gemma_architecture{"gemma", gemma_model_types, gemma_settings, gemma_tensors, {}, gemma_known};

}  // namespace ganymede::inline v0::detail::gguf
