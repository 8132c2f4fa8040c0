#pragma once
// Command R.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto command_r_settings =
    joined(decoder_settings, layer_norm_settings, rope_settings, bias_settings, silu_settings,
           std::array{GgufSetting{"logit_scale", "logit_scale"}, GgufSetting{"use_qk_norm", {}, By::tensor, "blk.0.attn_q_norm.weight"}});
inline constexpr auto command_r_tensors =
    joined(decoder_tensors, input_norm_tensors, q_k_tensors, optional_head_norm_tensors, gated_tensors);

inline constexpr std::array command_r_model_types{std::string_view("cohere")};
inline constexpr GgufArchitecture command_r_architecture{"command-r",       command_r_model_types, command_r_settings,
                                                         command_r_tensors, decoder_ignored,       decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
