#pragma once
// T5, Flan-T5 and mT5 (Raffel et al. 2019; Chung et al. 2022; Xue et al. 2020): pre-norm RmsNorm, relative positions, unscaled scores.

#include <ganymede/layers/relative_positions.hpp>
#include <ganymede/models/load_encoder_decoder.hpp>

#include <algorithm>
#include <cmath>
#include <span>

namespace ganymede::inline v0 {

/// The keys that are read from config.json.
struct T5Config : EncoderDecoderConfig {
  RelativeBuckets buckets;
  bool is_gated_act = false;

  explicit T5Config(const Checkpoint& checkpoint) {
    const Settings& c = checkpoint.settings();
    const bool mt5 = checkpoint.architecture() == "mt5";
    AttentionConfig attention{.scale = 1};
    attention.hidden_size = d_model = positive(c, "d_model");
    attention.head_dim = positive(c, "d_kv");
    attention.num_attention_heads = attention.num_key_value_heads = positive(c, "num_heads");
    attention.validate(c.file());
    encoder.attention = decoder.attention = attention;
    encoder.layers = positive(c, "num_layers");
    decoder.layers = positive_or(c, "num_decoder_layers", encoder.layers);
    encoder.ffn_dim = decoder.ffn_dim = positive(c, "d_ff");
    encoder.vocab_size = decoder.vocab_size = positive(c, "vocab_size");
    max_position_embeddings = positive_or(c, "n_positions", 512);
    longest_sequence = Index{1} << 24;  // distances have no end; n_positions is what it was trained with
    wiring = Wiring::pre_norm;
    norm = NormKind::rms_norm;
    norm_eps = epsilon_or(c, "layer_norm_epsilon", 1e-6);
    last_norm = true;
    require_same(c, "hidden_size", d_model);
    require_same(c, "head_dim", attention.head_dim);
    require_same(c, "num_attention_heads", attention.num_attention_heads);
    require_same(c, "num_hidden_layers", encoder.layers);
    buckets.relative_attention_num_buckets = c.get_or<Index>("relative_attention_num_buckets", 32);
    buckets.relative_attention_max_distance = c.get_or<Index>("relative_attention_max_distance", 128);
    const std::string projection = c.get_or<std::string>("feed_forward_proj", mt5 ? "gated-gelu" : "relu");
    const bool gated = projection.starts_with("gated-");
    is_gated_act = c.get_or<bool>("is_gated_act", gated);  // what the projection says, unless transformers has written it out
    activation_function =
        AnyActivation(c.get_or<std::string>("dense_act_fn", projection == "gated-gelu" ? "gelu_new" : projection.substr(gated ? 6 : 0)),
                      c.file(), c.has("dense_act_fn") ? "dense_act_fn" : "feed_forward_proj");
    if (!mt5 && c.get_or<bool>("scale_decoder_outputs", c.get_or<bool>("tie_word_embeddings", true)))
      head_scale = 1 / std::sqrt(double(d_model));
  }

  /// block.0.layer.0.SelfAttention.q, ...: the layers of a block have numbers.
  EncoderDecoderNames names() const {
    LayerNames encoder_layer{.self_attn = "layer.0.SelfAttention",
                             .attention = {.q_proj = "q", .k_proj = "k", .v_proj = "v", .o_proj = "o"},
                             .self_attn_norm = "layer.0.layer_norm",
                             .mlp_norm = "layer.1.layer_norm",
                             .mlp = {.gate_proj = is_gated_act ? "layer.1.DenseReluDense.wi_0" : "",
                                     .up_proj = is_gated_act ? "layer.1.DenseReluDense.wi_1" : "layer.1.DenseReluDense.wi",
                                     .down_proj = "layer.1.DenseReluDense.wo"}};
    LayerNames decoder_layer = encoder_layer;
    decoder_layer.encoder_attn = "layer.1.EncDecAttention";
    decoder_layer.encoder_attn_norm = "layer.1.layer_norm";
    decoder_layer.mlp_norm = "layer.2.layer_norm";
    decoder_layer.mlp = {.gate_proj = is_gated_act ? "layer.2.DenseReluDense.wi_0" : "",
                         .up_proj = is_gated_act ? "layer.2.DenseReluDense.wi_1" : "layer.2.DenseReluDense.wi",
                         .down_proj = "layer.2.DenseReluDense.wo"};
    return {.encoder = "encoder",
            .decoder = "decoder",
            .shared = "shared",
            .final_logits_bias = {},
            .layers = "block",
            .norm = "final_layer_norm",
            .encoder_layer = encoder_layer,
            .decoder_layer = decoder_layer};
  }
};

struct T5Family {
  static constexpr std::string_view model_types[] = {"t5", "mt5"};
  static constexpr std::string_view prefix = "";
  static constexpr std::string_view ignored[] = {
      "shared.weight", "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"};  // trained, never used
  static constexpr KnownSettings known_settings[] = {
      {"is_encoder_decoder", "that it is", "true"},
      {"is_decoder", "of the model, not of its stacks", "false"},
      {"tie_word_embeddings", "the head is what is stored; what it says of scales is read for T5"},
  };

  static constexpr std::string_view wiring = "a decoder beside the encoder";
  static bool is_wired_so(const Checkpoint& checkpoint) {  // else it is a T5Encoder
    return std::any_of(checkpoint.tensors().begin(), checkpoint.tensors().end(),
                       [](const auto& t) { return t.name.starts_with("decoder."); });
  }

  /// A stack's, which its first layer holds for all.
  template <Scalar T>
  static RelativePositions<T> relative_positions(const Weights& stack, const T5Config& c, bool bidirectional) {
    RelativeBuckets buckets = c.buckets;
    buckets.bidirectional = bidirectional;
    buckets.validate(stack.file());
    return {stack / "block.0.layer.0.SelfAttention.relative_attention_bias", buckets, c.encoder.attention.num_attention_heads};
  }

  template <Scalar T>
  static StockEncoderDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const T5Config c(checkpoint);
    auto t5 = load_encoder_decoder<StockEncoderDecoder<T>>(weights, c, c.names());
    const RelativePositions<T> source = relative_positions<T>(weights / "encoder", c, true);
    const RelativePositions<T> target = relative_positions<T>(weights / "decoder", c, false);
    for (auto& layer : t5.encoder.layers) layer.self_attn.position = source;
    for (auto& layer : t5.decoder.layers) layer.self_attn.position = target;
    return t5;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct T5 : StockEncoderDecoder<T> {
  using Family = T5Family;
  explicit T5(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
