#pragma once
// Phi-3, Phi-3.5, Phi-4; the factors of LongRoPE are tensors.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto phi3_settings =
    joined(decoder_settings, rms_norm_settings,
           std::array{GgufSetting{"rotary_dim", "rope.dimension_count"},
                      GgufSetting{"rope_parameters", "rope.scaling.type", By::rope, "rope_factors_long.weight"}},
           silu_settings, window_settings);
inline constexpr auto phi3_tensors = joined(embedding_tensors, norm_tensors, both_norm_tensors,
                                            std::array{TensorName{"model.layers.{}.self_attn.qkv_proj", "blk.{}.attn_qkv"},
                                                       TensorName{"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"}},
                                            gate_up_tensors);
inline constexpr auto phi3_known =
    joined(decoder_known, std::array{KnownSettings{"rope.scaling.original_context_length", "of LongRoPE alone"}});

inline constexpr std::array phi3_model_types{std::string_view("phi3")};
inline constexpr GgufArchitecture phi3_architecture{"phi3", phi3_model_types, phi3_settings, phi3_tensors, decoder_ignored, phi3_known};

}  // namespace ganymede::inline v0::detail::gguf
