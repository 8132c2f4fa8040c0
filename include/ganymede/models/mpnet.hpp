#pragma once
// MPNet (Song et al. 2020, "MPNet: Masked and Permuted Pre-training for Language Understanding"): BERT without segments, whose scores have
// T5's relative positions beside learned ones, which are counted as RoBERTa's.

#include <ganymede/layers/relative_positions.hpp>
#include <ganymede/models/load_encoder.hpp>

#include <span>

namespace ganymede::inline v0 {

struct MpnetFamily {
  static constexpr std::string_view model_types[] = {"mpnet"};
  static constexpr std::string_view prefix = "mpnet.";
  static constexpr std::span<const std::string_view> ignored = spare_encoder_tensors;
  static constexpr std::span<const KnownSettings> known_settings = encoder_settings;

  static EncoderConfig config(const Checkpoint& checkpoint) {
    EncoderConfig c(checkpoint, {.type_vocab_size = {}, .pad_token_id = 1});
    c.pad_token_id = 1;                                                                    // whatever the key says
    const Index buckets = c.settings.get_or<Index>("relative_attention_num_buckets", 32);  // transformers sizes a table, and uses 32
    detail::in_range(c.settings, "relative_attention_num_buckets", buckets, buckets == 32, "32");
    return c;
  }

  static constexpr EncoderNames names() {
    EncoderNames names;
    names.model = "mpnet";
    names.layer.self_attn = "attention.attn";
    names.layer.attention = {.q_proj = "q", .k_proj = "k", .v_proj = "v", .o_proj = "o", .bias = true, .output_bias = true};
    names.layer.self_attn_norm = "attention.LayerNorm";
    names.pooler.dense = "mpnet.pooler.dense";
    names.masked_lm = {
        .dense = "lm_head.dense", .norm = "lm_head.layer_norm", .out = "lm_head.decoder", .activation = "gelu", .bias = "lm_head"};
    names.sequence = {.dense = "classifier.dense", .out = "classifier.out_proj", .activation = "tanh"};
    return names;
  }

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    static constexpr EncoderNames own = names();  // made by the compiler
    const EncoderConfig c = config(checkpoint);
    auto mpnet = load_encoder<StockEncoder<T>>(weights, checkpoint, c, own);
    const RelativePositions<T> shared(weights / "mpnet.encoder.relative_attention_bias", RelativeBuckets{},
                                      c.attention.num_attention_heads);
    for (auto& layer : mpnet.layers) layer.self_attn.position = shared;
    return mpnet;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Mpnet : StockEncoder<T> {
  using Family = MpnetFamily;
  explicit Mpnet(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
