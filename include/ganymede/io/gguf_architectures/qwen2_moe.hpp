#pragma once
// Qwen2-MoE: experts in every layer, their weights as softmax has them, and one that all tokens share.

#include <ganymede/io/gguf_architectures/decoder.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::string_view qwen2_moe_model_types[] = {"qwen2_moe"};
/// What both have, in the order of the file.
inline constexpr auto qwen_moe_settings =
    joined(decoder_sizes, std::array{
                              GgufSetting{"rms_norm_eps", "attention.layer_norm_rms_epsilon", By::required_key},
                              GgufSetting{"max_position_embeddings", "context_length", By::required_key},
                              GgufSetting{"num_experts", "expert_count", By::required_key},
                              GgufSetting{"num_experts_per_tok", "expert_used_count", By::required_key},
                              GgufSetting{"moe_intermediate_size", "expert_feed_forward_length", By::required_key},
                          });
inline constexpr std::array qwen_moe_constants{
    GgufSetting{"decoder_sparse_step", "1", By::constant}, GgufSetting{"mlp_only_layers", "[]", By::constant},
    GgufSetting{"hidden_act", "\"silu\"", By::constant},   GgufSetting{"sliding_window", "null", By::constant},
    GgufSetting{"layer_types", "null", By::constant},
};
inline constexpr std::array qwen_moe_attention_tensors{
    TensorName{"model.embed_tokens", "token_embd"},
    TensorName{"model.layers.{}.input_layernorm", "blk.{}.attn_norm"},
    TensorName{"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q"},
    TensorName{"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k"},
    TensorName{"model.layers.{}.self_attn.v_proj", "blk.{}.attn_v"},
};
inline constexpr std::array qwen_moe_expert_tensors{
    TensorName{"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"},
    TensorName{"model.layers.{}.post_attention_layernorm", "blk.{}.ffn_norm"},
    TensorName{"model.layers.{}.mlp.gate", "blk.{}.ffn_gate_inp"},
    TensorName{"model.layers.{}.mlp.experts.{}.gate_proj", "blk.{}.ffn_gate_exps", TensorName::Rows::alike, TensorName::Part::numbered},
    TensorName{"model.layers.{}.mlp.experts.{}.up_proj", "blk.{}.ffn_up_exps", TensorName::Rows::alike, TensorName::Part::numbered},
    TensorName{"model.layers.{}.mlp.experts.{}.down_proj", "blk.{}.ffn_down_exps", TensorName::Rows::alike, TensorName::Part::numbered},
};
inline constexpr std::array qwen_moe_head_tensors{
    TensorName{"model.norm", "output_norm"},
    TensorName{"lm_head", "output"},
};
inline constexpr std::array qwen_moe_known{
    KnownSettings{"rope.dimension_count", "all of a head, which it is"},
    KnownSettings{"rope.scaling.finetuned", "whether it was trained so"},
    KnownSettings{"attention.causal", "it looks back alone", "true"},
};

inline constexpr auto qwen2_moe_settings =
    joined(qwen_moe_settings,
           std::array{GgufSetting{"shared_expert_intermediate_size", "expert_shared_feed_forward_length", By::required_key},
                      GgufSetting{"rope_theta", "rope.freq_base"}, GgufSetting{"rope_parameters", "rope.scaling.type", By::rope},
                      GgufSetting{"qkv_bias", {}, By::tensor, "blk.0.attn_q.bias"},
                      GgufSetting{"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
                      GgufSetting{"norm_topk_prob", "false", By::constant}},
           qwen_moe_constants);
inline constexpr auto qwen2_moe_tensors = joined(
    qwen_moe_attention_tensors, qwen_moe_expert_tensors,
    std::array{
        TensorName{"model.layers.{}.mlp.shared_expert_gate", "blk.{}.ffn_gate_inp_shexp", TensorName::Rows::alike, TensorName::Part::row},
        TensorName{"model.layers.{}.mlp.shared_expert.gate_proj", "blk.{}.ffn_gate_shexp"},
        TensorName{"model.layers.{}.mlp.shared_expert.up_proj", "blk.{}.ffn_up_shexp"},
        TensorName{"model.layers.{}.mlp.shared_expert.down_proj", "blk.{}.ffn_down_shexp"}},
    qwen_moe_head_tensors);

inline constexpr GgufArchitecture qwen2_moe_architecture{"qwen2moe", qwen2_moe_model_types, qwen2_moe_settings, qwen2_moe_tensors,
                                                         {},         qwen_moe_known};

}  // namespace ganymede::inline v0::detail::gguf
