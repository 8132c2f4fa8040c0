#pragma once
// StarCoder2.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto starcoder2_settings =
    joined(decoder_settings, std::array{GgufSetting{"norm_epsilon", "attention.layer_norm_epsilon", By::required_key}}, rope_settings,
           std::array{GgufSetting{"use_bias", {}, By::tensor, "blk.0.attn_q.bias"},
                      GgufSetting{"hidden_act", "\"gelu_pytorch_tanh\"", By::constant}},
           window_settings);
inline constexpr auto starcoder2_tensors = joined(
    decoder_tensors, both_norm_tensors, q_k_tensors,
    std::array{TensorName{"model.layers.{}.mlp.c_fc", "blk.{}.ffn_up"}, TensorName{"model.layers.{}.mlp.c_proj", "blk.{}.ffn_down"}});

inline constexpr std::array starcoder2_model_types{std::string_view("starcoder2")};
inline constexpr GgufArchitecture starcoder2_architecture{"starcoder2",       starcoder2_model_types, starcoder2_settings,
                                                          starcoder2_tensors, decoder_ignored,        decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
