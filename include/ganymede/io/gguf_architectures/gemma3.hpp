#pragma once
// Gemma 3's text models: every sixth layer has no window unless the file says otherwise, and scaling is of those alone
// (llama_model_gemma3::load_arch_hparams). Norms as Gemma's, those of heads too.

#include <ganymede/io/gguf_architectures/gemma2.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto gemma3_settings =
    joined(gemma_settings,
           std::array{GgufSetting{"rope_local_base_freq", "rope.freq_base_swa"},
                      GgufSetting{"sliding_window", "attention.sliding_window", By::required_key},
                      GgufSetting{"sliding_window_pattern", "attention.sliding_window_pattern"},
                      GgufSetting{"layer_types", "null", By::constant}, GgufSetting{"query_pre_attn_scalar", "62", By::gemma_scalar},
                      GgufSetting{"final_logit_softcapping", "final_logit_softcapping", By::key_unless_zero}});
inline constexpr auto gemma3_tensors = joined(
    gemma_attention_tensors,
    std::array{TensorName{"model.layers.{}.self_attn.q_norm", "blk.{}.attn_q_norm", TensorName::Rows::alike, TensorName::Part::whole, 1},
               TensorName{"model.layers.{}.self_attn.k_norm", "blk.{}.attn_k_norm", TensorName::Rows::alike, TensorName::Part::whole, 1}},
    gemma2_norm_tensors, gemma_mlp_tensors);

inline constexpr std::array gemma3_model_types{std::string_view("gemma3_text")};
inline constexpr GgufArchitecture gemma3_architecture{"gemma3", gemma3_model_types, gemma3_settings, gemma3_tensors, {}, gemma_known};

}  // namespace ganymede::inline v0::detail::gguf
