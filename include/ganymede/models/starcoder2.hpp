#pragma once
// StarCoder2 (Lozhkov et al. 2024): LayerNorm, biases everywhere, a feed-forward layer without a gate, a window.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct Starcoder2Family {
  static constexpr std::string_view model_types[] = {"starcoder2"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"embedding_dropout residual_dropout", "training alone"},
      {"activation_function layer_norm_epsilon", "hidden_act and norm_epsilon are read"},
      {"norm_type", "it has no other", "\"layer_norm\""},
      {"mlp_type", "it has no other", "\"default\""},
      {"scale_attn_weights", "they are", "true"},
      {"attention_softmax_in_fp32 scale_attention_softmax_in_fp32", "all is computed so"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };
  static constexpr DecoderNames names{.gate_proj = {}, .up_proj = "mlp.c_fc", .down_proj = "mlp.c_proj"};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    const bool bias = checkpoint.settings().get_or<bool>("use_bias", true);
    return DecoderConfig(checkpoint,
                         {.norm = NormKind::layer_norm,
                          .norm_eps_key = "norm_epsilon",
                          .norm_eps = 1e-5,
                          .hidden_act = "gelu_pytorch_tanh",
                          .whole_heads_rotated = true,
                          .num_key_value_heads = 2,
                          .max_position_embeddings = 4096,
                          .sliding_window = 0,
                          .attention_bias = bias,
                          .mlp_bias = bias,
                          .tie_word_embeddings = true},
                         names);
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Starcoder2 : StockDecoder<T> {
  using Family = Starcoder2Family;
  explicit Starcoder2(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
