#pragma once
// Qwen2-MoE (Qwen Team 2024, "Qwen2 Technical Report", section 2.2.2): many small experts, and one that all tokens share.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct Qwen2MoeConfig : DecoderConfig {
  static constexpr DecoderNames names{.experts = {.shared_expert = "mlp.shared_expert", .shared_expert_gate = "mlp.shared_expert_gate"}};

  /// Throws ConfigError.
  explicit Qwen2MoeConfig(const Checkpoint& checkpoint)
      : DecoderConfig(checkpoint, {.whole_heads_rotated = true,
                                   .num_key_value_heads = 16,
                                   .max_position_embeddings = 32768,
                                   .attention_bias = checkpoint.settings().get_or<bool>("qkv_bias", true),
                                   .attention_output_bias = false,
                                   .mlp_bias = false}) {
    if (settings.has("layer_types"))
      detail::in_range(settings, "layer_types", num_hidden_layers,
                       settings.list<std::string>("layer_types") ==
                           std::vector<std::string>(static_cast<std::size_t>(num_hidden_layers), "full_attention"),
                       "full_attention, for each layer");
    experts.read(settings, {.num_experts = 60, .num_experts_per_tok = 4, .moe_intermediate_size = 1408}, intermediate_size);
    experts.read_dense_layers(settings);
    experts.routing.norm_topk_prob = settings.get_or<bool>("norm_topk_prob", false);
    experts.shared_expert_intermediate_size = positive_or(settings, "shared_expert_intermediate_size", 5632);
  }
};

struct Qwen2MoeFamily {
  static constexpr std::string_view model_types[] = {"qwen2_moe", "qwen2moe"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"output_router_logits router_aux_loss_coef", "of training"},
      {"use_sliding_window", "only without", "false"},
      {"sliding_window max_window_layers", "which layers would have a window"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static Qwen2MoeConfig config(const Checkpoint& checkpoint) { return Qwen2MoeConfig(checkpoint); }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), Qwen2MoeConfig::names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Qwen2Moe : StockDecoder<T> {
  using Family = Qwen2MoeFamily;
  explicit Qwen2Moe(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
