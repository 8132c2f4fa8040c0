#pragma once
// Where an encoder-decoder family keeps its tensors.

#include <ganymede/models/load_layers.hpp>

#include <string_view>

namespace ganymede::inline v0 {

/// Of a layer, below its own path: BART's unless a family says otherwise.
struct LayerNames {
  std::string_view self_attn = "self_attn", encoder_attn = "encoder_attn";
  AttentionTensors attention{.o_proj = "out_proj", .bias = true, .output_bias = true};  ///< below either
  std::string_view self_attn_norm = "self_attn_layer_norm", encoder_attn_norm = "encoder_attn_layer_norm", mlp_norm = "final_layer_norm";
  MlpTensors mlp{.up_proj = "fc1", .down_proj = "fc2", .bias = true};
};

/// Paths in Hugging Face checkpoints; those of a stack are below its own path. An empty one is not there.
struct EncoderDecoderNames {
  std::string_view encoder = "model.encoder", decoder = "model.decoder", shared = "model.shared", lm_head = "lm_head";
  std::string_view final_logits_bias = "final_logits_bias";
  std::string_view embed_tokens = "embed_tokens", positions = "embed_positions", embedding_norm = "layernorm_embedding";
  std::string_view layers = "layers", norm = "layer_norm";
  LayerNames encoder_layer{}, decoder_layer{};
};
/// BART's, made by the compiler.
inline constexpr EncoderDecoderNames usual_encoder_decoder_names{};

}  // namespace ganymede::inline v0
