#pragma once
// Phi-1, Phi-1.5, Phi-2.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto phi2_settings = joined(decoder_settings, layer_norm_settings, partial_rope_settings,
                                             std::array{GgufSetting{"hidden_act", "\"gelu_new\"", By::constant}});
inline constexpr auto phi2_tensors = joined(
    embedding_tensors, value_tensors, input_norm_tensors,
    std::array{TensorName{"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q"},
               TensorName{"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k"},
               TensorName{"model.layers.{}.self_attn.dense", "blk.{}.attn_output"}, TensorName{"model.layers.{}.mlp.fc1", "blk.{}.ffn_up"},
               TensorName{"model.layers.{}.mlp.fc2", "blk.{}.ffn_down"}, TensorName{"model.final_layernorm", "output_norm"}});

inline constexpr std::array phi2_model_types{std::string_view("phi")};
inline constexpr GgufArchitecture phi2_architecture{"phi2", phi2_model_types, phi2_settings, phi2_tensors, decoder_ignored, decoder_known};

}  // namespace ganymede::inline v0::detail::gguf
