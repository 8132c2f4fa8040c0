#pragma once
// Qwen3.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr std::array qwen3_model_types{std::string_view("qwen3")};
inline constexpr auto qwen3_settings =
    joined(decoder_settings, rms_norm_settings, rope_settings, bias_settings, silu_settings, no_window_settings);
inline constexpr auto qwen3_tensors = joined(decoder_tensors, both_norm_tensors, q_k_tensors, gated_tensors, head_norm_tensors);

inline constexpr GgufArchitecture qwen3_architecture{"qwen3",       qwen3_model_types, qwen3_settings,
                                                     qwen3_tensors, decoder_ignored,   decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
