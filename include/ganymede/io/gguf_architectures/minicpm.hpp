#pragma once
// MiniCPM, whose factors are said as Granite's.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto minicpm_settings =
    joined(decoder_settings, rms_norm_settings, bias_settings, silu_settings,
           std::array{GgufSetting{"rotary_dim", "rope.dimension_count"},
                      GgufSetting{"rope_parameters", "rope.scaling.type", By::rope, "rope_factors_long.weight"},
                      GgufSetting{"scale_emb", "embedding_scale"}, GgufSetting{"residual_multiplier", "residual_scale", By::required_key},
                      GgufSetting{"logits_scaling", "logit_scale", By::required_key}});
inline constexpr auto minicpm_tensors = joined(decoder_tensors, both_norm_tensors, paired_q_k_tensors, gated_tensors);

inline constexpr GgufArchitecture minicpm_architecture{"minicpm", {}, minicpm_settings, minicpm_tensors, decoder_ignored, decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
