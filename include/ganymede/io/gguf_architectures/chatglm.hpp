#pragma once
// GLM-4 9B of 2024.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto chatglm_settings = joined(decoder_settings, rms_norm_settings, partial_rope_settings, bias_settings, silu_settings);
inline constexpr auto chatglm_tensors = joined(decoder_tensors, both_norm_tensors, q_k_tensors, gate_up_tensors);

inline constexpr std::array chatglm_model_types{std::string_view("glm")};
inline constexpr GgufArchitecture chatglm_architecture{"chatglm",       chatglm_model_types, chatglm_settings,
                                                       chatglm_tensors, decoder_ignored,     decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
