#pragma once
// StableLM 2, StableLM Zephyr (Bellagente et al. 2024): LayerNorm, positions in a quarter of each head; the large one side by side.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct StableLmFamily {
  static constexpr std::string_view model_types[] = {"stablelm"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"hidden_dropout", "training alone"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderNames names(const Checkpoint& checkpoint) {
    DecoderNames n;
    if (is_parallel(checkpoint)) n.mlp_norm = {};
    if (checkpoint.settings().get_or<bool>("qk_layernorm", false))
      n.q_norm = "self_attn.q_layernorm.norms", n.k_norm = "self_attn.k_layernorm.norms";
    return n;
  }

  static DecoderConfig config(const Checkpoint& checkpoint) {
    return DecoderConfig(checkpoint,
                         {.wiring = is_parallel(checkpoint) ? Wiring::parallel : Wiring::pre_norm,
                          .norm = NormKind::layer_norm,
                          .head_norms = HeadNorms::Over::each_head_by_own,
                          .norm_eps_key = "layer_norm_eps",
                          .norm_eps = 1e-5,
                          .partial_rotary_factor = 0.25,
                          .num_key_value_heads = 32,
                          .max_position_embeddings = 4096,
                          .attention_bias = checkpoint.settings().get_or<bool>("use_qkv_bias", false),
                          .attention_output_bias = false,
                          .mlp_bias = false},
                         names(checkpoint));
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names(checkpoint));
  }

 private:
  static bool is_parallel(const Checkpoint& checkpoint) { return checkpoint.settings().get_or<bool>("use_parallel_residual", false); }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct StableLm : StockDecoder<T> {
  using Family = StableLmFamily;
  explicit StableLm(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
