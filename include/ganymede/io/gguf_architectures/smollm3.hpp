#pragma once
// SmolLM3.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto smollm3_settings = joined(decoder_settings, rms_norm_settings, rope_settings, bias_settings, silu_settings,
                                                no_window_settings, std::array{GgufSetting{"no_rope_layers", "null", By::constant}});
inline constexpr auto smollm3_tensors = joined(decoder_tensors, both_norm_tensors, paired_q_k_tensors, gated_tensors);

inline constexpr std::array smollm3_model_types{std::string_view("smollm3")};
inline constexpr GgufArchitecture smollm3_architecture{"smollm3",       smollm3_model_types, smollm3_settings,
                                                       smollm3_tensors, decoder_ignored,     decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
