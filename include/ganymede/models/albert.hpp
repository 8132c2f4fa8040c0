#pragma once
// ALBERT (Lan et al. 2019, "ALBERT: A Lite BERT"): BERT whose layers share their weights, and whose embeddings are narrower than its
// layers.

#include <ganymede/models/load_encoder.hpp>

#include <span>
#include <string>

namespace ganymede::inline v0 {

struct AlbertFamily {
  static constexpr std::string_view model_types[] = {"albert"};
  static constexpr std::string_view prefix = "albert.";
  static constexpr std::string_view ignored[] = {
      "*embeddings.position_ids", "predictions.decoder.weight", "predictions.bias", "sop_classifier.classifier.weight",
      "sop_classifier.classifier.bias"};  // a tied head, a second copy of its bias; which of two texts came first
  static constexpr std::span<const KnownSettings> known_settings = encoder_settings;

  /// `num_hidden_layers` blocks, of num_hidden_groups groups one after the other; each is inner_group_num layers.
  static EncoderConfig config(const Checkpoint& checkpoint) {
    EncoderConfig c(checkpoint, {.hidden_act = "gelu_new", .embedding_size = 128});
    c.embedding_projection = true;
    const Index groups = positive_or(c.settings, "num_hidden_groups", 1), inner = positive_or(c.settings, "inner_group_num", 1);
    detail::in_range(c.settings, "num_hidden_groups", groups, groups <= c.num_hidden_layers, "no more than num_hidden_layers");
    detail::in_range(c.settings, "inner_group_num", inner, double(inner) * double(c.num_hidden_layers) <= 1 << 16,
                     "at most 65536 layers in all");
    for (Index l = 0; l < c.num_hidden_layers; ++l) {
      const auto group = static_cast<Index>(double(l) / (double(c.num_hidden_layers) / double(groups)));  // as transformers divides
      for (Index i = 0; i < inner; ++i)
        c.layer_paths.push_back("encoder.albert_layer_groups." + std::to_string(group) + ".albert_layers." + std::to_string(i));
    }
    return c;
  }

  static EncoderNames names(const EncoderConfig& c) {
    EncoderNames names;
    names.model = "albert";
    names.embedding_projection = "encoder.embedding_hidden_mapping_in";
    names.layer = {.self_attn = "attention",
                   .attention = {.q_proj = "query", .k_proj = "key", .v_proj = "value", .o_proj = "dense"},
                   .self_attn_norm = "attention.LayerNorm",
                   .mlp_norm = "full_layer_layer_norm",
                   .mlp = {.up_proj = "ffn", .down_proj = "ffn_output"}};
    names.pooler.dense = names.sequence.dense = "albert.pooler";
    names.masked_lm = {.dense = "predictions.dense",
                       .norm = "predictions.LayerNorm",
                       .out = "predictions.decoder",
                       .activation = c.hidden_act,
                       .bias = "predictions"};
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
struct Albert : StockEncoder<T> {
  using Family = AlbertFamily;
  explicit Albert(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
