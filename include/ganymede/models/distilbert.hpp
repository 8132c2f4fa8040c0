#pragma once
// DistilBERT (Sanh et al. 2019, "DistilBERT, a distilled version of BERT"): half of BERT's layers, without segments and pooler.

#include <ganymede/models/load_encoder.hpp>

namespace ganymede::inline v0 {

struct DistilBertFamily {
  static constexpr std::string_view model_types[] = {"distilbert"};
  static constexpr std::string_view prefix = "distilbert.";
  static constexpr std::string_view ignored[] = {"*embeddings.position_ids", "vocab_projector.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"is_decoder", "every token sees every other", "false"},
      {"is_encoder_decoder", "that it is not", "false"},
      {"qa_dropout seq_classif_dropout", "training alone"},
      {"sinusoidal_pos_embds", "what the table of positions began as: it is stored either way", "true|false"},
      {"tie_weights_", "of the first versions; no longer read", "true|false"},
      {"sbert_ce_default_activation_function sentence_transformers", "what sentence-transformers does with the logits"},
  };
  static constexpr SettingName setting_names[] = {
      {"hidden_size", "dim", true},
      {"num_attention_heads", "n_heads", true},
      {"num_hidden_layers", "n_layers", true},
      {"intermediate_size", "hidden_dim"},
      {"hidden_act", "activation"},
  };

  static EncoderConfig config(const Checkpoint& checkpoint) {
    return EncoderConfig(checkpoint, {.norm_eps_key = {}, .type_vocab_size = {}}, setting_names);
  }

  static EncoderNames names(const EncoderConfig& c) {
    EncoderNames names;
    names.model = "distilbert";
    names.layers = "transformer.layer";
    names.layer = {
        .self_attn = "attention",
        .attention = {.q_proj = "q_lin", .k_proj = "k_lin", .v_proj = "v_lin", .o_proj = "out_lin", .bias = true, .output_bias = true},
        .self_attn_norm = "sa_layer_norm",
        .mlp_norm = "output_layer_norm",
        .mlp = {.up_proj = "ffn.lin1", .down_proj = "ffn.lin2", .bias = true}};
    names.pooler = {};
    names.masked_lm = {.dense = "vocab_transform",
                       .norm = "vocab_layer_norm",
                       .out = "vocab_projector",
                       .activation = c.hidden_act,
                       .bias = "vocab_projector"};
    names.sequence = {.dense = "pre_classifier", .out = "classifier", .activation = "relu"};
    return names;
  }

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const EncoderConfig c = config(checkpoint);
    return load_encoder<StockEncoder<T>>(weights, checkpoint, c, names(c));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct DistilBert : StockEncoder<T> {
  using Family = DistilBertFamily;
  explicit DistilBert(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
