#pragma once
// Qwen3-MoE: experts in every layer, their weights summing to 1.

#include <ganymede/io/gguf_architectures/qwen2_moe.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::string_view qwen3_moe_model_types[] = {"qwen3_moe"};
inline constexpr auto qwen3_moe_settings = joined(
    qwen_moe_settings,
    std::array{GgufSetting{"rope_theta", "rope.freq_base"}, GgufSetting{"rope_parameters", "rope.scaling.type", By::rope},
               GgufSetting{"attention_bias", {}, By::tensor, "blk.0.attn_q.bias"},
               GgufSetting{"tie_word_embeddings", {}, By::no_tensor, "output.weight"}, GgufSetting{"norm_topk_prob", "true", By::constant}},
    qwen_moe_constants);
inline constexpr auto qwen3_moe_tensors = joined(qwen_moe_attention_tensors,
                                                 std::array{TensorName{"model.layers.{}.self_attn.q_norm", "blk.{}.attn_q_norm"},
                                                            TensorName{"model.layers.{}.self_attn.k_norm", "blk.{}.attn_k_norm"}},
                                                 qwen_moe_expert_tensors, qwen_moe_head_tensors);

inline constexpr GgufArchitecture qwen3_moe_architecture{"qwen3moe", qwen3_moe_model_types, qwen3_moe_settings, qwen3_moe_tensors,
                                                         {},         qwen_moe_known};

}  // namespace ganymede::inline v0::detail::gguf
