#pragma once
// Gemma 2. Which layers have a window, and what scores are scaled by, is llama.cpp's knowledge (llama_model_gemma2::load_arch_hparams).
// Norms as Gemma's.

#include <ganymede/io/gguf_architectures/gemma.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto gemma2_settings =
    joined(gemma_settings,
           std::array{GgufSetting{"sliding_window", "attention.sliding_window"}, GgufSetting{"sliding_window_pattern", "2", By::constant},
                      GgufSetting{"layer_types", "null", By::constant}, GgufSetting{"query_pre_attn_scalar", "46", By::gemma_scalar},
                      GgufSetting{"attn_logit_softcapping", "attn_logit_softcapping"},
                      GgufSetting{"final_logit_softcapping", "final_logit_softcapping"}});
/// Norms before and after each layer.
inline constexpr std::array gemma2_norm_tensors{
    TensorName{"model.layers.{}.post_attention_layernorm", "blk.{}.post_attention_norm", TensorName::Rows::alike, TensorName::Part::whole,
               1},
    TensorName{"model.layers.{}.pre_feedforward_layernorm", "blk.{}.ffn_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
    TensorName{"model.layers.{}.post_feedforward_layernorm", "blk.{}.post_ffw_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
};
inline constexpr auto gemma2_tensors = joined(gemma_attention_tensors, gemma2_norm_tensors, gemma_mlp_tensors);

inline constexpr std::array gemma2_model_types{std::string_view("gemma2")};
inline constexpr GgufArchitecture gemma2_architecture{"gemma2", gemma2_model_types, gemma2_settings, gemma2_tensors, {}, gemma_known};

}  // namespace ganymede::inline v0::detail::gguf
