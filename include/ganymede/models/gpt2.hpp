#pragma once
// GPT-2 (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"): pre-norm LayerNorm, learned positions, GELU.

#include <ganymede/blocks/pre_norm.hpp>
#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/mlp.hpp>
#include <ganymede/models/decoder_only.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/models/gguf_layout.hpp>
#include <ganymede/models/token_tables.hpp>

namespace ganymede::inline v0 {

template <Scalar T = float>
using Gpt2Block = PreNormBlock<LayerNorm<T>, Attention<T>, Mlp<T, AnyActivation>>;
template <Scalar T = float>
using Gpt2Decoder = DecoderOnly<T, Gpt2Block<T>, LayerNorm<T>, LearnedPositions<T>>;

/// The keys that are read from config.json, or from GGUF metadata.
struct Gpt2Config {
  AttentionConfig attention;
  Index n_layer = 0, n_inner = 0, n_positions = 0, vocab_size = 0;
  double layer_norm_epsilon = 1e-5;
  AnyActivation activation_function{"gelu_new", "", ""};
  bool tie_word_embeddings = true, scale_attn_by_inverse_layer_idx = false;

  explicit Gpt2Config(const Checkpoint& checkpoint) {
    checkpoint.is_gguf() ? read_gguf(checkpoint) : read_config(checkpoint);
    attention.num_key_value_heads = attention.num_attention_heads;
    attention.head_dim = attention.hidden_size / attention.num_attention_heads;
    if (attention.head_dim * attention.num_attention_heads != attention.hidden_size)
      throw ConfigError{{.problem = "the heads do not divide the hidden size",
                         .file = checkpoint.name(),
                         .key = "n_head",
                         .expected = "a divisor of " + std::to_string(attention.hidden_size),
                         .found = std::to_string(attention.num_attention_heads)}};
    attention.validate(checkpoint.name());
  }

 private:
  void read_config(const Checkpoint& checkpoint) {
    const Settings& c = checkpoint.settings();
    attention.hidden_size = positive(c, "n_embd");
    attention.num_attention_heads = positive(c, "n_head");
    n_layer = positive(c, "n_layer");
    n_inner = positive_or(c, "n_inner", 4 * attention.hidden_size);
    n_positions = positive(c, "n_positions");
    vocab_size = positive(c, "vocab_size");
    layer_norm_epsilon = epsilon_or(c, "layer_norm_epsilon", 1e-5);
    activation_function = AnyActivation(c.get_or<std::string>("activation_function", "gelu_new"), c.file(), "activation_function");
    scale_attn_by_inverse_layer_idx = c.get_or<bool>("scale_attn_by_inverse_layer_idx", false);
    if (!c.get_or<bool>("scale_attn_weights", true)) attention.scale = 1;
    tie_word_embeddings =
        c.get_or<bool>("tie_word_embeddings", true) && is_tied(checkpoint, "lm_head.weight", "transformer.", "wte.weight");
    require_same(c, "hidden_size", attention.hidden_size);
    require_same(c, "num_attention_heads", attention.num_attention_heads);
    require_same(c, "num_hidden_layers", n_layer);
    require_same(c, "max_position_embeddings", n_positions);
    if (c.get_or<bool>("add_cross_attention", false))
      throw ConfigError{{.problem = "cross-attention is not part of this model",
                         .file = c.file(),
                         .key = "add_cross_attention",
                         .expected = "false",
                         .found = "true"}};
  }

  void read_gguf(const Checkpoint& checkpoint) {
    const Settings& m = checkpoint.settings();
    attention.hidden_size = positive(m, "embedding_length");
    attention.num_attention_heads = positive(m, "attention.head_count");
    n_layer = positive(m, "block_count");
    n_inner = positive(m, "feed_forward_length");
    n_positions = positive(m, "context_length");
    m.get<double>("attention.layer_norm_epsilon");
    layer_norm_epsilon = epsilon_or(m, "attention.layer_norm_epsilon", 0);
    vocab_size = gguf_vocab_size(checkpoint);
    tie_word_embeddings = checkpoint.find("output.weight") == nullptr;
  }
};

struct Gpt2Family {
  static constexpr std::string_view model_types[] = {"gpt2"};
  static constexpr std::string_view prefix = "transformer.";
  static constexpr TensorName names[] = {
      {"transformer.wte", "token_embd"},
      {"transformer.wpe", "position_embd"},
      {"transformer.h.{}.ln_1", "blk.{}.attn_norm"},
      {"transformer.h.{}.attn.c_attn", "blk.{}.attn_qkv"},
      {"transformer.h.{}.attn.c_proj", "blk.{}.attn_output"},
      {"transformer.h.{}.ln_2", "blk.{}.ffn_norm"},
      {"transformer.h.{}.mlp.c_fc", "blk.{}.ffn_up"},
      {"transformer.h.{}.mlp.c_proj", "blk.{}.ffn_down"},
      {"transformer.ln_f", "output_norm"},
      {"lm_head", "output"},
  };
  static constexpr std::string_view ignored[] = {"*.attn.bias", "*.attn.masked_bias", "lm_head.weight"};  // causal masks; a tied head
  static constexpr KnownSettings known_settings[] = {
      {"is_decoder", "that it is", "true|false"},
      {"is_encoder_decoder", "that it is not", "false"},
      {"n_ctx", "n_positions, of the first versions; no longer read"},
      {"reorder_and_upcast_attn", "the same product, in another order and precision"},
      {"attention.causal", "it looks back alone", "true"},
  };

  template <Scalar T>
  static Gpt2Decoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const Gpt2Config c(checkpoint);
    const Index D = c.attention.hidden_size;
    const WeightLayout conv1d{.transposed = !weights.is_gguf()};  // Hugging Face keeps GPT-2's matrices as [in, out]
    const Weights model = weights / "transformer";

    Gpt2Decoder<T> gpt2{.embed_tokens = {model / "wte", c.vocab_size, D},
                        .positions = {model / "wpe", c.n_positions, D},
                        .layers = {},
                        .norm = {model / "ln_f", D, c.layer_norm_epsilon},
                        .lm_head = {},
                        .state_shape = {},
                        .executor = weights.executor()};
    gpt2.lm_head = c.tie_word_embeddings ? gpt2.embed_tokens.tied_head() : Linear<T>(weights / "lm_head", c.vocab_size, D);
    for (Index l = 0; l < c.n_layer; ++l) {
      const Weights block = model / "h" / l;
      AttentionConfig attention = c.attention;
      if (c.scale_attn_by_inverse_layer_idx)
        attention.scale = (attention.scale > 0 ? attention.scale : 1 / std::sqrt(double(attention.head_dim))) / double(l + 1);
      gpt2.layers.push_back({.input_layernorm = {block / "ln_1", D, c.layer_norm_epsilon},
                             .self_attn = {.layer = l,
                                           .config = attention,
                                           .qkv_proj = {block / "attn" / "c_attn", 3 * D, D, true, conv1d},
                                           .o_proj = {block / "attn" / "c_proj", D, D, true, conv1d}},
                             .post_attention_layernorm = {block / "ln_2", D, c.layer_norm_epsilon},
                             .mlp = {.up_proj = {block / "mlp" / "c_fc", c.n_inner, D, true, conv1d},
                                     .down_proj = {block / "mlp" / "c_proj", D, c.n_inner, true, conv1d},
                                     .activation = c.activation_function}});
    }
    gpt2.state_shape = make_state_shape(c.n_layer, c.attention.slot(), c.n_positions);  // now that as many layers have been seen
    return gpt2;
  }

  /// A Hugging Face checkpoint as a GGUF file. ConfigError for what GGUF takes to be as in GPT-2 itself.
  static GgufLayout gguf_layout(const Checkpoint& checkpoint) {
    const Gpt2Config c(checkpoint);
    GgufLayout g{.architecture = "gpt2", .layers = c.n_layer, .vocab_size = c.vocab_size, .tied_head = c.tie_word_embeddings};
    const Settings& config = checkpoint.settings();
    g.require(config, "activation_function", "gelu_new", config.get_or<std::string>("activation_function", "gelu_new"));
    g.require(config, "scale_attn_weights", "true", c.attention.scale > 0 ? "false" : "true");
    g.require(config, "scale_attn_by_inverse_layer_idx", "false", c.scale_attn_by_inverse_layer_idx ? "true" : "false");
    g.transposed = {"blk.{}.attn_qkv", "blk.{}.attn_output", "blk.{}.ffn_up", "blk.{}.ffn_down"};
    g.set("block_count", c.n_layer);
    g.set("context_length", c.n_positions);
    g.set("embedding_length", c.attention.hidden_size);
    g.set("feed_forward_length", c.n_inner);
    g.set("vocab_size", c.vocab_size);
    g.set("attention.head_count", c.attention.num_attention_heads);
    g.set("attention.layer_norm_epsilon", c.layer_norm_epsilon);
    return g;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Gpt2 : Gpt2Decoder<T> {
  using Family = Gpt2Family;
  explicit Gpt2(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : Gpt2Decoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
