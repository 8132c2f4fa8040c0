#pragma once
// Gemma 2 (Gemma Team 2024, "Gemma 2: Improving Open Language Models at a Practical Size"): every other layer has a window, norms stand
// before and after each layer, and scores and logits are capped by a tanh.

#include <ganymede/models/gemma.hpp>

namespace ganymede::inline v0 {

struct Gemma2Config : GemmaConfig {
  static constexpr SettingName setting_names[] = {{"hidden_act", "hidden_activation"}};
  static constexpr DecoderNames names{.self_attn_norm = "input_layernorm",
                                      .mlp_norm = "pre_feedforward_layernorm",
                                      .self_attn_output_norm = "post_attention_layernorm",
                                      .mlp_output_norm = "post_feedforward_layernorm"};

  /// Throws ConfigError.
  explicit Gemma2Config(const Checkpoint& checkpoint)
      : GemmaConfig(checkpoint,
                    {.num_key_value_heads = 4, .max_position_embeddings = 8192, .sliding_window = 4096, .sliding_window_pattern = 2}, names,
                    setting_names) {
    attention.scale = 1 / std::sqrt(detail::factor_or(settings, "query_pre_attn_scalar", 256));
    attention.attn_logit_softcapping = cap("attn_logit_softcapping", 50);
    final_logit_softcapping = cap("final_logit_softcapping", 30);
  }

 private:
  double cap(std::string_view key, double fallback) const {  // null: none
    return settings.contains(key) && !settings.has(key) ? 0 : detail::factor_or(settings, key, fallback);
  }
};

struct Gemma2Family {
  static constexpr std::string_view model_types[] = {"gemma2"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"hidden_act", "hidden_activation is read", "\"gelu_pytorch_tanh\""},
      {"cache_implementation", "how keys and values are kept"},
      {"sliding_window_size", "sliding_window is read"},
      {"use_bidirectional_attention", "it looks back alone", "false"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static Gemma2Config config(const Checkpoint& checkpoint) { return Gemma2Config(checkpoint); }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), Gemma2Config::names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Gemma2 : StockDecoder<T> {
  using Family = Gemma2Family;
  explicit Gemma2(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
