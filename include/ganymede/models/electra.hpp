#pragma once
// ELECTRA (Clark et al. 2020, "ELECTRA: Pre-training Text Encoders as Discriminators Rather Than Generators"): BERT, whose embeddings may
// be narrower than its layers.

#include <ganymede/models/load_encoder.hpp>

#include <span>

namespace ganymede::inline v0 {

struct ElectraFamily {
  static constexpr std::string_view model_types[] = {"electra"};
  static constexpr std::string_view prefix = "electra.";
  static constexpr std::string_view ignored[] = {"*embeddings.position_ids",
                                                 "generator_lm_head.weight",
                                                 "discriminator_predictions.dense.weight",
                                                 "discriminator_predictions.dense.bias",
                                                 "discriminator_predictions.dense_prediction.weight",
                                                 "discriminator_predictions.dense_prediction.bias"};  // which token was replaced
  static constexpr std::span<const KnownSettings> known_settings = encoder_settings;

  static EncoderConfig config(const Checkpoint& checkpoint) { return EncoderConfig(checkpoint, {.embedding_size = 128}); }

  static constexpr EncoderNames names() {
    EncoderNames names;
    names.model = "electra";
    names.embedding_projection = "embeddings_project";
    names.pooler = {};
    names.masked_lm = {.dense = "generator_predictions.dense",
                       .norm = "generator_predictions.LayerNorm",
                       .out = "generator_lm_head",
                       .activation = "gelu",
                       .bias = "generator_lm_head"};
    names.sequence = {.dense = "classifier.dense", .out = "classifier.out_proj", .activation = "gelu"};
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
struct Electra : StockEncoder<T> {
  using Family = ElectraFamily;
  explicit Electra(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
