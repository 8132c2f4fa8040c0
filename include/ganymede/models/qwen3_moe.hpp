#pragma once
// Qwen3-MoE (Qwen Team 2025, "Qwen3 Technical Report", section 2): many small experts, norms of single heads' queries and keys.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct Qwen3MoeConfig : DecoderConfig {
  static constexpr DecoderNames names{.q_norm = "self_attn.q_norm", .k_norm = "self_attn.k_norm"};

  /// Throws ConfigError.
  explicit Qwen3MoeConfig(const Checkpoint& checkpoint)
      : DecoderConfig(checkpoint, {.whole_heads_rotated = true,
                                   .num_key_value_heads = 4,
                                   .max_position_embeddings = 32768,
                                   .sliding_window = 4096,
                                   .ignores_sliding_window = !checkpoint.settings().get_or<bool>("use_sliding_window", false),
                                   .mlp_bias = false}) {
    experts.read(settings, {.num_experts = 128, .num_experts_per_tok = 8, .moe_intermediate_size = 768}, intermediate_size);
    experts.read_dense_layers(settings);
    experts.routing.norm_topk_prob = settings.get_or<bool>("norm_topk_prob", false);
  }
};

struct Qwen3MoeFamily {
  static constexpr std::string_view model_types[] = {"qwen3_moe", "qwen3moe"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"output_router_logits router_aux_loss_coef", "of training"},
      {"max_window_layers", "Qwen2's: here all layers have a window or none"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static Qwen3MoeConfig config(const Checkpoint& checkpoint) { return Qwen3MoeConfig(checkpoint); }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), Qwen3MoeConfig::names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Qwen3Moe : StockDecoder<T> {
  using Family = Qwen3MoeFamily;
  explicit Qwen3Moe(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
