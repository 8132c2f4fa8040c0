#pragma once
// What the tables of most decoders have in common.

#include <ganymede/io/gguf_architecture.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::array decoder_sizes{
    GgufSetting{"num_hidden_layers", "block_count", By::required_key},
    GgufSetting{"hidden_size", "embedding_length", By::required_key},
    GgufSetting{"intermediate_size", "feed_forward_length", By::required_key},
    GgufSetting{"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    GgufSetting{"num_attention_heads", "attention.head_count", By::required_key},
    GgufSetting{"num_key_value_heads", "attention.head_count_kv"},
    GgufSetting{"head_dim", "attention.key_length", By::head_dim},
    GgufSetting{"head_dim", "attention.value_length", By::written},
};
inline constexpr auto decoder_settings =
    joined(decoder_sizes, std::array{
                              GgufSetting{"max_position_embeddings", "context_length", By::required_key},
                              GgufSetting{"rope_theta", "rope.freq_base"},
                              GgufSetting{"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
                              GgufSetting{"layer_types", "null", By::constant},
                          });
inline constexpr std::array rms_norm_settings{GgufSetting{"rms_norm_eps", "attention.layer_norm_rms_epsilon", By::required_key}};
inline constexpr std::array layer_norm_settings{GgufSetting{"layer_norm_eps", "attention.layer_norm_epsilon", By::required_key}};
inline constexpr std::array rope_settings{GgufSetting{"rotary_dim", "rope.dimension_count"},
                                          GgufSetting{"rope_parameters", "rope.scaling.type", By::rope}};
/// Of models that turn a part of each head: a file that does not say how much is refused.
inline constexpr std::array partial_rope_settings{GgufSetting{"rotary_dim", "rope.dimension_count", By::required_key},
                                                  GgufSetting{"rope_parameters", "rope.scaling.type", By::rope}};
inline constexpr std::array bias_settings{GgufSetting{"attention_bias", {}, By::tensor, "blk.0.attn_q.bias"},
                                          GgufSetting{"attention_output_bias", {}, By::tensor, "blk.0.attn_output.bias"},
                                          GgufSetting{"mlp_bias", {}, By::tensor, "blk.0.ffn_up.bias"}};
inline constexpr std::array silu_settings{GgufSetting{"hidden_act", "\"silu\"", By::constant}};
inline constexpr std::array no_window_settings{GgufSetting{"sliding_window", "null", By::constant}};
inline constexpr std::array window_settings{GgufSetting{"sliding_window", "attention.sliding_window", By::key_unless_zero}};

inline constexpr std::array embedding_tensors{TensorName{"model.embed_tokens", "token_embd"}, TensorName{"lm_head", "output"}};
inline constexpr std::array value_tensors{TensorName{"model.layers.{}.self_attn.v_proj", "blk.{}.attn_v"}};
inline constexpr std::array norm_tensors{TensorName{"model.norm", "output_norm"}};
inline constexpr auto decoder_tensors = joined(embedding_tensors, value_tensors, norm_tensors);
inline constexpr std::array input_norm_tensors{TensorName{"model.layers.{}.input_layernorm", "blk.{}.attn_norm"}};
inline constexpr std::array both_norm_tensors{TensorName{"model.layers.{}.input_layernorm", "blk.{}.attn_norm"},
                                              TensorName{"model.layers.{}.post_attention_layernorm", "blk.{}.ffn_norm"}};
inline constexpr std::array q_k_tensors{TensorName{"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q"},
                                        TensorName{"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k"},
                                        TensorName{"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"}};
/// Of the architectures that turn neighbours where Hugging Face turns halves.
inline constexpr std::array paired_q_k_tensors{
    TensorName{"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q", TensorName::Rows::rotary_pairs},
    TensorName{"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k", TensorName::Rows::rotary_pairs},
    TensorName{"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"}};
inline constexpr std::array head_norm_tensors{TensorName{"model.layers.{}.self_attn.q_norm", "blk.{}.attn_q_norm"},
                                              TensorName{"model.layers.{}.self_attn.k_norm", "blk.{}.attn_k_norm"}};
inline constexpr std::array optional_head_norm_tensors{
    TensorName{.hugging_face = "model.layers.{}.self_attn.q_norm", .own = "blk.{}.attn_q_norm", .optional = true},
    TensorName{.hugging_face = "model.layers.{}.self_attn.k_norm", .own = "blk.{}.attn_k_norm", .optional = true}};
inline constexpr std::array gated_tensors{TensorName{"model.layers.{}.mlp.gate_proj", "blk.{}.ffn_gate"},
                                          TensorName{"model.layers.{}.mlp.up_proj", "blk.{}.ffn_up"},
                                          TensorName{"model.layers.{}.mlp.down_proj", "blk.{}.ffn_down"}};
inline constexpr std::array gate_up_tensors{TensorName{"model.layers.{}.mlp.gate_up_proj", "blk.{}.ffn_up"},
                                            TensorName{"model.layers.{}.mlp.down_proj", "blk.{}.ffn_down"}};

inline constexpr std::array decoder_ignored{std::string_view("*.attn_rot_embd")};
inline constexpr std::array decoder_known{
    KnownSettings{"tensor_data_layout", "where the file came from"},
    KnownSettings{"rope.scaling.finetuned", "whether it was trained so"},
    KnownSettings{"rope.scaling.yarn_beta_fast rope.scaling.yarn_beta_slow", "of yarn alone"},
    KnownSettings{"rope.scaling.attn_factor rope.scaling.yarn_attn_factor", "of yarn; else a factor of cosines and sines", "1"},
    KnownSettings{"attention.causal", "it looks back alone", "true"},
    KnownSettings{"expert_count expert_used_count", "no experts", "0"},
    KnownSettings{"pooling_type", "what an Embedder makes of the tokens' vectors"},
};

}  // namespace ganymede::inline v0::detail::gguf
