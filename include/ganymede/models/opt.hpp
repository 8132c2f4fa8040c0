#pragma once
// OPT, Galactica (Zhang et al. 2022, "OPT: Open Pre-trained Transformer Language Models"; Taylor et al. 2022): learned positions, whose
// table begins with two rows that nobody uses, and ReLU. The one of 350 million parameters has its norms behind its layers, and a narrower
// table of tokens.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct OptFamily {
  static constexpr std::string_view model_types[] = {"opt"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"lm_head.weight"};  // only where it is tied
  static constexpr SettingName setting_names[] = {{"intermediate_size", "ffn_dim"}, {"hidden_act", "activation_function"}};
  static constexpr KnownSettings known_settings[] = {
      {"layerdrop", "training alone"},
      {"learned_embeddings", "Galactica's name for its positions", "true"},
      {"scale_embeddings", "they are as they are", "false"},
      {"is_decoder", "that it is", "true|false"},
  };

  static DecoderNames names(const Checkpoint& checkpoint) {
    const Settings& c = checkpoint.settings();
    const bool has_last_norm = before(c) && !c.get_or<bool>("_remove_final_layer_norm", false);
    return {.model = "model.decoder",
            .positions = "embed_positions",
            .norm = has_last_norm ? "final_layer_norm" : "",
            .project_in = "project_in",
            .project_out = "project_out",
            .self_attn_norm = "self_attn_layer_norm",
            .mlp_norm = "final_layer_norm",
            .o_proj = "self_attn.out_proj",
            .gate_proj = {},
            .up_proj = "fc1",
            .down_proj = "fc2"};
  }

  static DecoderConfig config(const Checkpoint& checkpoint) {
    const Settings& s = checkpoint.settings();
    const bool bias = s.get_or<bool>("enable_bias", true), weights = s.get_or<bool>("layer_norm_elementwise_affine", true);
    DecoderConfig c(checkpoint,
                    {.wiring = before(s) ? Wiring::pre_norm : Wiring::post_norm,
                     .norm = weights ? NormKind::layer_norm : NormKind::layer_norm_without_weights,
                     .norm_eps_key = "layer_norm_eps",
                     .norm_eps = 1e-5,
                     .hidden_act = "relu",
                     .rotary = false,
                     .own_head_dim = false,
                     .attention_bias = bias,
                     .mlp_bias = bias,
                     .tie_word_embeddings = true},
                    names(checkpoint), setting_names);
    c.positions_offset = 2;
    c.embedding_size = positive_or(s, "word_embed_proj_dim", c.attention.hidden_size);
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names(checkpoint));
  }

 private:
  static bool before(const Settings& settings) { return settings.get_or<bool>("do_layer_norm_before", true); }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Opt : StockDecoder<T> {
  using Family = OptFamily;
  explicit Opt(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
