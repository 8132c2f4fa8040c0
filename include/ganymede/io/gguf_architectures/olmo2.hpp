#pragma once
// OLMo 2.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto olmo2_settings = joined(decoder_settings, rms_norm_settings, rope_settings, bias_settings, silu_settings);
inline constexpr auto olmo2_tensors =
    joined(decoder_tensors, q_k_tensors, head_norm_tensors, gated_tensors,
           std::array{TensorName{"model.layers.{}.post_attention_layernorm", "blk.{}.post_attention_norm"},
                      TensorName{"model.layers.{}.post_feedforward_layernorm", "blk.{}.post_ffw_norm"}});

inline constexpr std::array olmo2_model_types{std::string_view("olmo2")};
inline constexpr GgufArchitecture olmo2_architecture{"olmo2",       olmo2_model_types, olmo2_settings,
                                                     olmo2_tensors, decoder_ignored,   decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
