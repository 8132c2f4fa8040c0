#pragma once
// SmolLM3.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto smollm3_settings =
    joined(decoder_settings, rms_norm_settings, rope_settings, bias_settings, silu_settings, no_window_settings);
inline constexpr auto smollm3_tensors = joined(decoder_tensors, both_norm_tensors, paired_q_k_tensors, gated_tensors);

inline constexpr GgufArchitecture smollm3_architecture{"smollm3", {}, smollm3_settings, smollm3_tensors, decoder_ignored, decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
