#pragma once
// Falcon (Almazrouei et al. 2023, "The Falcon Series of Open Language Models"): attention and feed-forward side by side, queries, keys and
// values stored group by group. Of 7 billion parameters with one key head and one norm, of 40 and 180 with several and two, of 11 with
// several and one; RefinedWeb's (rw) has its layers one after the other, and ALiBi.

#include <ganymede/models/load_decoder.hpp>

#include <cmath>

namespace ganymede::inline v0 {

struct FalconConfig : DecoderConfig {
  static constexpr SettingName setting_names[] = {
      {"hidden_size", "n_embed", true},
      {"num_attention_heads", "n_head", true},
      {"num_hidden_layers", "n_layer", true},
      {"num_key_value_heads", "num_kv_heads"},
      {"intermediate_size", "ffn_hidden_size"},
      {"layer_norm_eps", "layer_norm_epsilon"},
      {"hidden_act", "activation"},
  };
  DecoderNames names;

  /// Throws ConfigError.
  explicit FalconConfig(const Checkpoint& checkpoint) : FalconConfig(checkpoint, named(checkpoint.settings(), setting_names)) {}

 private:
  FalconConfig(const Checkpoint& checkpoint, const Settings& s)
      : DecoderConfig(checkpoint, defaults(s), of(s), setting_names), names(of(s)) {
    const bool grouped = is_new(s), one_key = s.get_or<bool>("multi_query", true);
    if (!grouped) attention.num_key_value_heads = one_key ? 1 : attention.num_attention_heads;
    attention.validate(checkpoint.name());
    if (!alibi) return;
    alibi->scale = 1 / std::sqrt(double(attention.head_dim));
    static_cast<void>(RopeConfig::from_config(settings, attention.head_dim));  // not used, and right all the same
  }

  static bool is_new(const Settings& s) { return s.get_or<bool>("new_decoder_architecture", false); }

  static DecoderDefaults defaults(const Settings& s) {
    const bool bias = s.get_or<bool>("bias", false), alibi = s.get_or<bool>("alibi", false);
    return {.wiring = s.get_or<bool>("parallel_attn", true) ? Wiring::parallel : Wiring::pre_norm,
            .norm = NormKind::layer_norm,
            .norm_eps_key = "layer_norm_eps",
            .norm_eps = 1e-5,
            .hidden_act = "gelu",
            .whole_heads_rotated = true,
            .alibi = alibi ? std::optional(AlibiConfig{.in_bfloat16 = true}) : std::nullopt,
            .intermediate_factor = 4,
            .attention_bias = bias,
            .mlp_bias = bias,
            .tie_word_embeddings = true,
            .padding_token = false};
  }

  static DecoderNames of(const Settings& s) {
    const bool parallel = s.get_or<bool>("parallel_attn", true);
    const Index norms = s.get_or<Index>("num_ln_in_parallel_attn", is_new(s) ? 2 : 1);
    detail::in_range(s, "num_ln_in_parallel_attn", norms, norms == 1 || (norms == 2 && is_new(s)), "1, or 2 in the new architecture");
    if (is_new(s) && !parallel) detail::in_range(s, "parallel_attn", Index{0}, false, "true in the new architecture");
    DecoderNames names{.model = "transformer",
                       .embed_tokens = "word_embeddings",
                       .layers = "h",
                       .norm = "ln_f",
                       .o_proj = "self_attention.dense",
                       .qkv_proj = "self_attention.query_key_value",
                       .gate_proj = {},
                       .up_proj = "mlp.dense_h_to_4h",
                       .down_proj = "mlp.dense_4h_to_h",
                       .qkv_by_group = true};
    if (parallel) names.mlp_norm = {};
    if (norms == 2) names.self_attn_norm = "ln_attn", names.mlp_norm = "ln_mlp";
    return names;
  }
};

struct FalconFamily {
  static constexpr std::string_view model_types[] = {"falcon"};
  static constexpr std::string_view prefix = "transformer.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"hidden_dropout", "training alone"},
      {"apply_residual_connection_post_layernorm", "BLOOM's, of the first versions", "false"},
      {"ff_factor", "ffn_hidden_size is read"},
      {"rope_theta rope_parameters rope_parameters.* rope_scaling rope_scaling.*", "of rotary positions; else ALiBi is in their place"},
  };

  static FalconConfig config(const Checkpoint& checkpoint) { return FalconConfig(checkpoint); }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const FalconConfig c = config(checkpoint);
    return load_decoder<StockDecoder<T>>(weights, c, c.names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Falcon : StockDecoder<T> {
  using Family = FalconFamily;
  explicit Falcon(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
