#pragma once
// Command R7B, Command A.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto cohere2_settings =
    joined(decoder_settings, layer_norm_settings, rope_settings, bias_settings, silu_settings, window_settings,
           std::array{GgufSetting{"logit_scale", "logit_scale"}, GgufSetting{"sliding_window_pattern", "4", By::constant}});
inline constexpr auto cohere2_tensors = joined(decoder_tensors, input_norm_tensors, q_k_tensors, gated_tensors);

inline constexpr std::array cohere2_model_types{std::string_view("cohere2")};
inline constexpr GgufArchitecture cohere2_architecture{"cohere2",       cohere2_model_types, cohere2_settings,
                                                       cohere2_tensors, decoder_ignored,     decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
