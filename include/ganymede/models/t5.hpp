#pragma once
// T5, Flan-T5 and mT5 (Raffel et al. 2019; Chung et al. 2022; Xue et al. 2020): pre-norm RmsNorm, relative positions, unscaled scores.

#include <ganymede/blocks/pre_norm.hpp>
#include <ganymede/blocks/pre_norm_decoder.hpp>
#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/cross_attention.hpp>
#include <ganymede/layers/mlp.hpp>
#include <ganymede/layers/relative_positions.hpp>
#include <ganymede/models/encoder_decoder.hpp>
#include <ganymede/models/encoder_decoder_config.hpp>
#include <ganymede/models/token_tables.hpp>

#include <cmath>
#include <span>

namespace ganymede::inline v0 {

template <Scalar T = float>
using T5EncoderLayer = PreNormBlock<RmsNorm<T>, EncoderAttention<T, RelativePositions<T>>, AnyMlp<T, AnyActivation>>;
template <Scalar T = float>
using T5DecoderLayer = PreNormDecoderBlock<RmsNorm<T>, Attention<T, RelativePositions<T>>, CrossAttention<T>, AnyMlp<T, AnyActivation>>;
template <Scalar T = float>
using T5Transformer = EncoderDecoder<T, TransformerStack<T, T5EncoderLayer<T>, NoAddedPositions, RmsNorm<T>>,
                                     TransformerStack<T, T5DecoderLayer<T>, NoAddedPositions, RmsNorm<T>>>;

/// The keys that are read from config.json.
struct T5Config {
  AttentionConfig attention{.scale = 1};
  RelativeBuckets buckets;
  Index num_layers = 0, num_decoder_layers = 0, d_ff = 0, vocab_size = 0, n_positions = 0;
  double layer_norm_epsilon = 1e-6;
  AnyActivation dense_act_fn;
  bool is_gated_act = false, scale_decoder_outputs = false;

  explicit T5Config(const Checkpoint& checkpoint) {
    const Settings& c = checkpoint.settings();
    const bool mt5 = checkpoint.architecture() == "mt5";
    attention.hidden_size = positive(c, "d_model");
    attention.head_dim = positive(c, "d_kv");
    attention.num_attention_heads = attention.num_key_value_heads = positive(c, "num_heads");
    attention.validate(c.file());
    num_layers = positive(c, "num_layers");
    num_decoder_layers = positive_or(c, "num_decoder_layers", num_layers);
    d_ff = positive(c, "d_ff");
    vocab_size = positive(c, "vocab_size");
    n_positions = positive_or(c, "n_positions", 512);
    layer_norm_epsilon = epsilon_or(c, "layer_norm_epsilon", 1e-6);
    require_same(c, "hidden_size", attention.hidden_size);
    require_same(c, "head_dim", attention.head_dim);
    require_same(c, "num_attention_heads", attention.num_attention_heads);
    require_same(c, "num_hidden_layers", num_layers);
    buckets.relative_attention_num_buckets = c.get_or<Index>("relative_attention_num_buckets", 32);
    buckets.relative_attention_max_distance = c.get_or<Index>("relative_attention_max_distance", 128);
    const std::string projection = c.get_or<std::string>("feed_forward_proj", mt5 ? "gated-gelu" : "relu");
    const bool gated = projection.starts_with("gated-");
    is_gated_act = c.get_or<bool>("is_gated_act", gated);  // what the projection says, unless transformers has written it out
    dense_act_fn =
        AnyActivation(c.get_or<std::string>("dense_act_fn", projection == "gated-gelu" ? "gelu_new" : projection.substr(gated ? 6 : 0)),
                      c.file(), c.has("dense_act_fn") ? "dense_act_fn" : "feed_forward_proj");
    scale_decoder_outputs = !mt5 && c.get_or<bool>("scale_decoder_outputs", c.get_or<bool>("tie_word_embeddings", true));
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

  /// SelfAttention or EncDecAttention.
  template <class A>
  static A load_attention(const Weights& attn, const AttentionConfig& c, Index layer) {
    A attention;
    attention.layer = layer;
    attention.config = c;
    const LinearPart q{attn / "q", c.q_size()}, k{attn / "k", c.kv_size()}, v{attn / "v", c.kv_size()};
    if constexpr (requires { attention.kv_proj; }) {
      attention.q_proj = {{q}, c.hidden_size};
      attention.kv_proj = {{k, v}, c.hidden_size};
    } else {
      attention.qkv_proj = {{q, k, v}, c.hidden_size};
    }
    attention.o_proj = {attn / "o", c.hidden_size, c.q_size()};
    return attention;
  }

  template <Scalar T>
  static AnyMlp<T, AnyActivation> load_mlp(const Weights& mlp, const T5Config& c) {
    const Index D = c.attention.hidden_size, F = c.d_ff;
    if (c.is_gated_act)
      return {GatedMlp<T, AnyActivation>{.gate_proj = {mlp / "wi_0", F, D},
                                         .up_proj = {mlp / "wi_1", F, D},
                                         .down_proj = {mlp / "wo", D, F},
                                         .activation = c.dense_act_fn}};
    return {Mlp<T, AnyActivation>{.up_proj = {mlp / "wi", F, D}, .down_proj = {mlp / "wo", D, F}, .activation = c.dense_act_fn}};
  }

  template <Scalar T, class Stack>
  static void load_stack(Stack& stack, const Weights& weights, T5Config c, Index layers, bool bidirectional) {
    const Index D = c.attention.hidden_size;
    const auto norm = [&](const Weights& layer) { return RmsNorm<T>(layer / "layer_norm", D, c.layer_norm_epsilon); };
    c.buckets.bidirectional = bidirectional;
    c.buckets.validate(weights.file());
    const RelativePositions<T> positions(weights / "block" / 0 / "layer" / 0 / "SelfAttention" / "relative_attention_bias", c.buckets,
                                         c.attention.num_attention_heads);
    for (Index l = 0; l < layers; ++l) {
      const Weights block = weights / "block" / l / "layer";
      auto& layer = stack.layers.emplace_back();
      layer.self_attn = load_attention<decltype(layer.self_attn)>(block / 0 / "SelfAttention", c.attention, l);
      layer.self_attn.position = positions;
      if constexpr (requires { layer.encoder_attn; }) {
        layer.self_attn_layer_norm = norm(block / 0);
        layer.encoder_attn = load_attention<CrossAttention<T>>(block / 1 / "EncDecAttention", c.attention, l);
        layer.encoder_attn_layer_norm = norm(block / 1);
        layer.mlp = load_mlp<T>(block / 2 / "DenseReluDense", c);
        layer.final_layer_norm = norm(block / 2);
      } else {
        layer.input_layernorm = norm(block / 0);
        layer.mlp = load_mlp<T>(block / 1 / "DenseReluDense", c);
        layer.post_attention_layernorm = norm(block / 1);
      }
    }
    stack.layer_norm = {weights / "final_layer_norm", D, c.layer_norm_epsilon};
  }

  template <Scalar T>
  static T5Transformer<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const T5Config c(checkpoint);
    const Index D = c.attention.hidden_size, V = c.vocab_size;
    const Weights shared = weights / "shared", head = weights / "lm_head";
    const Weights source = weights / "encoder" / "embed_tokens", target = weights / "decoder" / "embed_tokens";
    TokenTables<T> tables;
    T5Transformer<T> t5;
    t5.encoder.embed_tokens = Embedding<T>(tables({source, shared, target, head}, V, D));
    t5.decoder.embed_tokens = Embedding<T>(tables({target, shared, source, head}, V, D));
    t5.lm_head = tables({head, shared, target, source}, V, D);
    if (c.scale_decoder_outputs) t5.head_scale = 1 / std::sqrt(double(D));
    load_stack<T>(t5.encoder, weights / "encoder", c, c.num_layers, true);
    load_stack<T>(t5.decoder, weights / "decoder", c, c.num_decoder_layers, false);
    constexpr Index longest = Index{1} << 24;  // distances have no end; n_positions is what it was trained with
    t5.state_shape = t5.source_shape = make_state_shape(c.num_decoder_layers, c.attention.slot(), c.n_positions, longest);
    t5.executor = weights.executor();
    return t5;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct T5 : T5Transformer<T> {
  using Family = T5Family;
  explicit T5(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : T5Transformer<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
