#pragma once
// Gemma 3's text models (Gemma Team 2025, "Gemma 3 Technical Report"): five layers of six have a window, and a rotary base of their own;
// queries and keys have norms in the place of Gemma 2's cap.

#include <ganymede/models/gemma2.hpp>

namespace ganymede::inline v0 {

struct Gemma3Config : GemmaConfig {
  static constexpr SettingName setting_names[] = {{"hidden_act", "hidden_activation"}};
  static constexpr DecoderNames names{.self_attn_norm = "input_layernorm",
                                      .mlp_norm = "pre_feedforward_layernorm",
                                      .self_attn_output_norm = "post_attention_layernorm",
                                      .mlp_output_norm = "post_feedforward_layernorm",
                                      .q_norm = "self_attn.q_norm",
                                      .k_norm = "self_attn.k_norm"};

  /// Throws ConfigError.
  explicit Gemma3Config(const Checkpoint& checkpoint)
      : GemmaConfig(checkpoint,
                    {.rope_theta = 1e6,
                     .window_rope_theta = 1e4,
                     .num_key_value_heads = 4,
                     .max_position_embeddings = 131072,
                     .sliding_window = 4096,
                     .sliding_window_pattern = 6},
                    names, setting_names) {
    attention.scale = 1 / std::sqrt(detail::factor_or(settings, "query_pre_attn_scalar", 256));
    if (settings.has("final_logit_softcapping")) final_logit_softcapping = detail::factor_or(settings, "final_logit_softcapping", 0);
  }
};

struct Gemma3Family {
  static constexpr std::string_view model_types[] = {"gemma3_text", "gemma3"};  // the second: of GGUF files
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "*.rotary_emb_local.inv_freq", "lm_head.weight"};
  static constexpr KnownSettings known_settings[] = {
      {"hidden_act", "hidden_activation is read", "\"gelu_pytorch_tanh\""},
      {"cache_implementation", "how keys and values are kept"},
      {"attn_logit_softcapping", "Gemma 2's; no version of this class has one", "null"},
      {"use_bidirectional_attention", "it looks back alone", "false"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static Gemma3Config config(const Checkpoint& checkpoint) {
    const Settings& settings = checkpoint.settings();
    if (settings.has("text_config"))
      throw ConfigError{{.problem = "models that see pictures are not supported", .file = settings.file(), .key = "text_config"}};
    return Gemma3Config(checkpoint);
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), Gemma3Config::names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Gemma3 : StockDecoder<T> {
  using Family = Gemma3Family;
  explicit Gemma3(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
