#pragma once
// Granite 3.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto granite_settings =
    joined(decoder_settings, rms_norm_settings, rope_settings, bias_settings, silu_settings,
           std::array{GgufSetting{"embedding_multiplier", "embedding_scale"},
                      GgufSetting{"attention_multiplier", "attention.scale", By::required_key},
                      GgufSetting{"residual_multiplier", "residual_scale"}, GgufSetting{"logits_scaling", "logit_scale"}});
inline constexpr auto granite_tensors = joined(decoder_tensors, both_norm_tensors, paired_q_k_tensors, gated_tensors);

inline constexpr std::array granite_model_types{std::string_view("granite")};
inline constexpr GgufArchitecture granite_architecture{"granite",       granite_model_types, granite_settings,
                                                       granite_tensors, decoder_ignored,     decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
