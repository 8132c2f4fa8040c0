#pragma once
// Mixtral (Jiang et al. 2024, "Mixtral of Experts"): Mistral with a mixture of experts in the place of its feed-forward layers.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct MixtralConfig : DecoderConfig {
  static constexpr DecoderNames names{
      .experts = {
          .router = "block_sparse_moe.gate", .experts = "block_sparse_moe.experts", .gate_proj = "w1", .up_proj = "w3", .down_proj = "w2"}};

  /// Throws ConfigError.
  explicit MixtralConfig(const Checkpoint& checkpoint)
      : DecoderConfig(checkpoint, {.norm_eps = 1e-5,
                                   .rope_theta = 1e6,
                                   .whole_heads_rotated = true,
                                   .num_key_value_heads = 8,
                                   .max_position_embeddings = 4096 * 32,
                                   .sliding_window = 0,
                                   .attention_bias = false,
                                   .mlp_bias = false}) {
    experts.read(settings, {.num_experts = 8, .num_experts_per_tok = 2}, intermediate_size);
  }
};

struct MixtralFamily {
  static constexpr std::string_view model_types[] = {"mixtral", "llama"};
  static constexpr std::string_view wiring = "with experts";
  static bool is_wired_so(const Checkpoint& checkpoint) {  // GGUF's name for it is llama
    return checkpoint.architecture() == "mixtral" || (checkpoint.settings().are_named() && checkpoint.settings().has("num_experts"));
  }
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"output_router_logits router_aux_loss_coef router_jitter_noise", "of training"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static MixtralConfig config(const Checkpoint& checkpoint) { return MixtralConfig(checkpoint); }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), MixtralConfig::names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Mixtral : StockDecoder<T> {
  using Family = MixtralFamily;
  explicit Mixtral(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
