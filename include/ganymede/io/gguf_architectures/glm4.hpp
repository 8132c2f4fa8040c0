#pragma once
// GLM-4-0414, GLM-Z1.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto glm4_settings = joined(decoder_settings, rms_norm_settings, partial_rope_settings, bias_settings, silu_settings);
inline constexpr auto glm4_tensors = joined(decoder_tensors, both_norm_tensors, q_k_tensors, gate_up_tensors,
                                            std::array{TensorName{"model.layers.{}.post_self_attn_layernorm", "blk.{}.post_attention_norm"},
                                                       TensorName{"model.layers.{}.post_mlp_layernorm", "blk.{}.post_ffw_norm"}});

inline constexpr std::array glm4_model_types{std::string_view("glm4")};
inline constexpr GgufArchitecture glm4_architecture{"glm4", glm4_model_types, glm4_settings, glm4_tensors, decoder_ignored, decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
