#pragma once
// Qwen2, Qwen2.5.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::array qwen2_model_types{std::string_view("qwen2")};
inline constexpr auto qwen2_settings =
    joined(decoder_settings, rms_norm_settings, rope_settings, bias_settings, silu_settings, no_window_settings);
inline constexpr auto qwen2_tensors = joined(decoder_tensors, both_norm_tensors, q_k_tensors, gated_tensors);

inline constexpr GgufArchitecture qwen2_architecture{"qwen2",       qwen2_model_types, qwen2_settings,
                                                     qwen2_tensors, decoder_ignored,   decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
