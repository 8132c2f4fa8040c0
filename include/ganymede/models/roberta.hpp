#pragma once
// RoBERTa, XLM-R and CamemBERT (Liu et al. 2019; Conneau et al. 2019; Martin et al. 2019): BERT without segments, whose positions begin
// after the padding token's number, as fairseq counts them.

#include <ganymede/models/load_encoder.hpp>

#include <span>

namespace ganymede::inline v0 {

struct RobertaFamily {
  static constexpr std::string_view model_types[] = {"roberta", "xlm-roberta", "camembert"};
  static constexpr std::string_view prefix = "roberta.";
  static constexpr std::span<const std::string_view> ignored = spare_encoder_tensors;
  static constexpr std::span<const KnownSettings> known_settings = encoder_settings;

  static EncoderConfig config(const Checkpoint& checkpoint) { return EncoderConfig(checkpoint, {.pad_token_id = 1}); }

  static constexpr EncoderNames names() {
    EncoderNames names;
    names.model = "roberta";
    names.pooler.dense = "roberta.pooler.dense";
    names.masked_lm = {
        .dense = "lm_head.dense", .norm = "lm_head.layer_norm", .out = "lm_head.decoder", .activation = "gelu", .bias = "lm_head"};
    names.sequence = {.dense = "classifier.dense", .out = "classifier.out_proj", .activation = "tanh"};
    return names;
  }

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    static constexpr EncoderNames own = names();  // made by the compiler
    return load_encoder<StockEncoder<T>>(weights, checkpoint, config(checkpoint), own);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Roberta : StockEncoder<T> {
  using Family = RobertaFamily;
  explicit Roberta(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
