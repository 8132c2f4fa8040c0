#pragma once
// StableLM; the norms of heads are stacked.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto stablelm_settings =
    joined(decoder_settings, layer_norm_settings, partial_rope_settings, silu_settings,
           std::array{GgufSetting{"use_qkv_bias", {}, By::tensor, "blk.0.attn_q.bias"},
                      GgufSetting{"qk_layernorm", {}, By::tensor, "blk.0.attn_q_norm.weight"},
                      GgufSetting{"use_parallel_residual", {}, By::no_tensor, "blk.0.ffn_norm.weight"}});
inline constexpr auto stablelm_tensors = joined(
    decoder_tensors, input_norm_tensors, q_k_tensors, gated_tensors,
    std::array{TensorName{.hugging_face = "model.layers.{}.post_attention_layernorm", .own = "blk.{}.ffn_norm", .optional = true},
               TensorName{.hugging_face = "model.layers.{}.self_attn.q_layernorm.norms", .own = "blk.{}.attn_q_norm", .optional = true},
               TensorName{.hugging_face = "model.layers.{}.self_attn.k_layernorm.norms", .own = "blk.{}.attn_k_norm", .optional = true}});
inline constexpr auto stablelm_known =
    joined(decoder_known, std::array{KnownSettings{"use_parallel_residual", "there is a second norm or not"}});

inline constexpr std::array stablelm_model_types{std::string_view("stablelm")};
inline constexpr GgufArchitecture stablelm_architecture{"stablelm",       stablelm_model_types, stablelm_settings,
                                                        stablelm_tensors, decoder_ignored,      stablelm_known};

}  // namespace ganymede::inline v0::detail::gguf
