#pragma once
// GPT-NeoX, Pythia, Dolly 2 (Black et al. 2022, "GPT-NeoX-20B: An Open-Source Autoregressive Language Model"): attention and feed-forward
// side by side, each with its norm, positions in a part of each head, and each head's query, key and value stored together.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct GptNeoXFamily {
  static constexpr std::string_view model_types[] = {"gpt_neox", "gptneox"};  // the second: of GGUF files
  static constexpr std::string_view prefix = "gpt_neox.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "*.attention.bias", "*.attention.masked_bias", "embed_out.weight",
                                                 "lm_head.weight"};  // the heads: only where they are tied
  static constexpr SettingName setting_names[] = {{"rope_theta", "rotary_emb_base", true}, {"partial_rotary_factor", "rotary_pct", true}};
  static constexpr KnownSettings known_settings[] = {
      {"hidden_dropout hidden_dropout_prob attention_probs_dropout_prob", "training alone"},
      {"is_decoder", "that it is", "true|false"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderNames names(const Checkpoint& checkpoint) {
    return {.model = "gpt_neox",
            .embed_tokens = "embed_in",
            .norm = "final_layer_norm",
            .lm_head = checkpoint.find("lm_head.weight") != nullptr ? "lm_head" : "embed_out",
            .o_proj = "attention.dense",
            .qkv_proj = "attention.query_key_value",
            .gate_proj = {},
            .up_proj = "mlp.dense_h_to_4h",
            .down_proj = "mlp.dense_4h_to_h",
            .qkv_by_group = true};
  }

  static DecoderConfig config(const Checkpoint& checkpoint) {
    const Settings settings = named(checkpoint.settings(), setting_names);
    return DecoderConfig(checkpoint,
                         {.wiring = settings.get_or<bool>("use_parallel_residual", true) ? Wiring::parallel : Wiring::pre_norm,
                          .norm = NormKind::layer_norm,
                          .norm_eps_key = "layer_norm_eps",
                          .norm_eps = 1e-5,
                          .hidden_act = "gelu",
                          .partial_rotary_factor = 0.25,
                          .odd_rotary_dim = true,
                          .own_head_dim = false,
                          .attention_bias = settings.get_or<bool>("attention_bias", true),
                          .mlp_bias = true,
                          .padding_token = false},
                         names(checkpoint), setting_names);
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct GptNeoX : StockDecoder<T> {
  using Family = GptNeoXFamily;
  explicit GptNeoX(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
