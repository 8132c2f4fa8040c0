#pragma once
// OLMo.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto olmo_settings = joined(decoder_settings, layer_norm_settings, rope_settings, bias_settings, silu_settings,
                                             std::array{GgufSetting{"clip_qkv", "attention.clamp_kqv"}});
inline constexpr auto olmo_tensors = joined(embedding_tensors, value_tensors, paired_q_k_tensors, gated_tensors);

inline constexpr std::array olmo_model_types{std::string_view("olmo")};
inline constexpr GgufArchitecture olmo_architecture{"olmo", olmo_model_types, olmo_settings, olmo_tensors, decoder_ignored, decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
