#pragma once
// DeBERTa v2 and v3 (He et al. 2020, "DeBERTa: Decoding-enhanced BERT with Disentangled Attention"; 2021, "DeBERTaV3"): BERT whose scores
// know the distances between tokens, by content and from content.

#include <ganymede/layers/disentangled_positions.hpp>
#include <ganymede/models/load_encoder.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0 {

struct DebertaV2Config : EncoderConfig {
  bool relative_attention = false, share_att_key = false, norm_rel_ebd = false, position_biased_input = true, legacy = true;
  bool content_to_position = false, position_to_content = false;  ///< pos_att_type: c2p, p2c
  DistanceRows distances{};
  std::string pooler_hidden_act{};

  /// Throws ConfigError.
  explicit DebertaV2Config(const Checkpoint& checkpoint);

  EncoderNames names(const Weights& weights) const;
};

struct DebertaV2Family {
  static constexpr std::string_view model_types[] = {"deberta-v2"};
  static constexpr std::string_view prefix = "deberta.";
  static constexpr std::string_view ignored[] = {
      "*embeddings.position_ids",           "*embeddings.position_embeddings.weight",
      "cls.predictions.decoder.weight",     "cls.predictions.bias",
      "mask_predictions.dense.weight",      "mask_predictions.dense.bias",
      "mask_predictions.LayerNorm.weight",  "mask_predictions.LayerNorm.bias",
      "mask_predictions.classifier.weight", "mask_predictions.classifier.bias",
      "lm_predictions.lm_head.bias"};  // positions where inputs have none; a tied head; which token was replaced
  static constexpr std::span<const KnownSettings> known_settings = encoder_settings;

  /// The positions of one layer: what its own projections, or those of its queries and keys, make of the table that all share.
  template <Scalar T>
  static DisentangledPositions<T> positions(const Weights& layer, const DebertaV2Config& c, const Linear<T>& qkv_proj, View<T>& table,
                                            double scale) {
    const Index D = c.attention.hidden_size, d = c.attention.head_dim;
    Executor& executor = *layer.executor();
    Workspace workspace;
    const auto project = [&](const Linear<T>& proj) {
      View<T> y = workspace.template keep<T>(table.rows(), proj.out_features());
      proj.multiply(table, y, false, workspace, executor);
      return y;
    };
    const auto heads = [&](bool wanted, const char* own, Index shared_column) {
      std::vector<Linear<T>> tables;
      if (!wanted) return tables;
      const View<T> all = c.share_att_key
                              ? columns(project(qkv_proj), shared_column, D)
                              : project(Linear<T>({LinearPart{.weights = layer / own, .out = D, .bias = true, .adaptable = false}}, D));
      for (Index h = 0; h < c.attention.num_attention_heads; ++h) tables.emplace_back(read_only(columns(all, h * d, d)), executor);
      return tables;
    };
    return {c.distances, heads(c.content_to_position, "attention.self.pos_key_proj", D),
            heads(c.position_to_content, "attention.self.pos_query_proj", 0), scale};
  }

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const DebertaV2Config c(checkpoint);
    auto deberta = load_encoder<StockEncoder<T>>(weights, checkpoint, c, c.names(weights));
    const double scale =
        1 / std::sqrt(double(c.attention.head_dim) * double(1 + Index{c.content_to_position} + Index{c.position_to_content}));
    for (auto& layer : deberta.layers) layer.self_attn.config.scale = scale;
    if (!c.relative_attention) return deberta;
    const Weights encoder = weights / "deberta.encoder";
    const LinearPart part{.weights = encoder / "rel_embeddings", .out = 2 * c.distances.span(), .adaptable = false};
    const Linear<T> stored({part}, c.attention.hidden_size);
    Tensor<T> table(stored.out_features(), stored.in_features());
    View<T> rows = table.view();
    const AnyNorm<T> norm =
        c.norm_rel_ebd ? AnyNorm<T>(NormKind::layer_norm, encoder / "LayerNorm", stored.in_features(), c.norm_eps) : AnyNorm<T>();
    for (Index r = 0; r < table.rows(); ++r) {
      stored.row(r, &rows(r, 0));
      if (!norm.is_none()) norm.row(&rows(r, 0), &rows(r, 0), rows.cols());
    }
    for (std::size_t l = 0; l < deberta.layers.size(); ++l) {
      auto& attention = deberta.layers[l].self_attn;
      if (c.share_att_key && attention.qkv_proj.is_adaptable())
        throw ConfigError{{.problem = "adapters of queries and keys would change the positions too: merge them",
                           .file = weights.file(),
                           .key = "share_att_key",
                           .expected = "false, beside the weights"}};
      attention.position = positions<T>(encoder / "layer" / Index(l), c, attention.qkv_proj, rows, scale);
    }
    return deberta;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct DebertaV2 : StockEncoder<T> {
  using Family = DebertaV2Family;
  explicit DebertaV2(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/deberta_v2.ipp>
#endif
