#pragma once
// Phi-1, Phi-1.5, Phi-2 (Gunasekar et al. 2023): attention and feed-forward side by side on one norm, positions in a part of each head.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct PhiFamily {
  static constexpr std::string_view model_types[] = {"phi", "phi2"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderNames names(const Checkpoint& checkpoint) {
    DecoderNames n{.norm = "final_layernorm",
                   .mlp_norm = {},
                   .o_proj = "self_attn.dense",
                   .gate_proj = {},
                   .up_proj = "mlp.fc1",
                   .down_proj = "mlp.fc2"};
    if (checkpoint.settings().get_or<bool>("qk_layernorm", false)) n.q_norm = "self_attn.q_layernorm", n.k_norm = "self_attn.k_layernorm";
    return n;
  }

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint,
                    {.wiring = Wiring::parallel,
                     .norm = NormKind::layer_norm,
                     .norm_eps_key = "layer_norm_eps",
                     .norm_eps = 1e-5,
                     .hidden_act = "gelu_new",
                     .partial_rotary_factor = 0.5,
                     .attention_bias = true,
                     .mlp_bias = true,
                     .lm_head_bias = true},
                    names(checkpoint));
    detail::in_range(c.settings, "tie_word_embeddings", Index(c.tie_word_embeddings), !c.tie_word_embeddings, "false: the head has a bias");
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Phi : StockDecoder<T> {
  using Family = PhiFamily;
  explicit Phi(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
