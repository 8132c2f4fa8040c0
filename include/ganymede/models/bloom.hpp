#pragma once
// BLOOM, BLOOMZ (BigScience Workshop 2022, "BLOOM: A 176B-Parameter Open-Access Multilingual Language Model"): ALiBi, a norm of the
// embeddings, and each head's query, key and value stored together.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct BloomFamily {
  static constexpr std::string_view model_types[] = {"bloom"};
  static constexpr std::string_view prefix = "transformer.";
  static constexpr std::string_view ignored[] = {"lm_head.weight"};  // only where it is tied
  static constexpr SettingName setting_names[] = {
      {"hidden_size", "n_embed", true},         {"num_attention_heads", "n_head", true},   {"num_hidden_layers", "n_layer", true},
      {"layer_norm_eps", "layer_norm_epsilon"}, {"max_position_embeddings", "seq_length"},
  };
  static constexpr KnownSettings known_settings[] = {
      {"apply_residual_connection_post_layernorm", "sums begin before norms", "false"},
      {"slow_but_exact bias_dropout_fusion masked_softmax_fusion attention_softmax_in_fp32 skip_bias_add skip_bias_add_qkv "
       "offset_alibi",
       "how the same numbers are computed, by the first versions"},
      {"hidden_dropout", "training alone"},
  };
  static constexpr DecoderNames names{.model = "transformer",
                                      .embed_tokens = "word_embeddings",
                                      .layers = "h",
                                      .norm = "ln_f",
                                      .layernorm_embedding = "word_embeddings_layernorm",
                                      .o_proj = "self_attention.dense",
                                      .qkv_proj = "self_attention.query_key_value",
                                      .gate_proj = {},
                                      .up_proj = "mlp.dense_h_to_4h",
                                      .down_proj = "mlp.dense_4h_to_h",
                                      .qkv_by_group = true};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    return DecoderConfig(checkpoint,
                         {.norm = NormKind::layer_norm,
                          .norm_eps_key = "layer_norm_eps",
                          .norm_eps = 1e-5,
                          .hidden_act = "gelu_new",
                          .alibi = AlibiConfig{},
                          .own_head_dim = false,
                          .intermediate_factor = 4,
                          .attention_bias = true,
                          .mlp_bias = true,
                          .tie_word_embeddings = true,
                          .padding_token = false},
                         names, setting_names);
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Bloom : StockDecoder<T> {
  using Family = BloomFamily;
  explicit Bloom(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
