#pragma once
// Llama 1-3, TinyLlama, SmolLM2, Mistral (Touvron et al. 2023; Jiang et al. 2023): pre-norm RmsNorm, rotary positions, gated SiLU.

#include <ganymede/blocks/pre_norm.hpp>
#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/mlp.hpp>
#include <ganymede/models/decoder_only.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/models/gguf_layout.hpp>
#include <ganymede/models/token_tables.hpp>

namespace ganymede::inline v0 {

template <Scalar T = float>
using LlamaBlock = PreNormBlock<RmsNorm<T>, Attention<T, Rope<T>>, GatedMlp<T, AnyActivation>>;
template <Scalar T = float>
using LlamaDecoder = DecoderOnly<T, LlamaBlock<T>, RmsNorm<T>>;

/// The keys that are read from config.json, or from GGUF metadata.
struct LlamaConfig {
  AttentionConfig attention;
  RopeConfig rope;
  Index num_hidden_layers = 0, intermediate_size = 0, vocab_size = 0;
  double rms_norm_eps = 1e-6;
  AnyActivation hidden_act;
  bool attention_bias = false, output_bias = false, mlp_bias = false, tie_word_embeddings = false;
  std::vector<bool> full_attention{};  ///< of each layer, whether it has no sliding window; empty: all alike

  bool mixes_windows() const {
    return std::adjacent_find(full_attention.begin(), full_attention.end(), std::not_equal_to<>()) != full_attention.end();
  }
  /// Of layer l.
  AttentionConfig attention_of(Index l) const {
    AttentionConfig own = attention;
    if (!full_attention.empty() && full_attention[static_cast<std::size_t>(l)]) own.sliding_window = 0;
    return own;
  }

  explicit LlamaConfig(const Checkpoint& checkpoint) {
    checkpoint.is_gguf() ? read_gguf(checkpoint) : read_config(checkpoint);
    attention.validate(checkpoint.name());
    if (rope.rotary_dim != attention.head_dim)
      throw ConfigError{{.problem = "partial rotary embeddings are not supported here",
                         .file = checkpoint.settings().file(),
                         .key = checkpoint.is_gguf() ? "rope.dimension_count" : "partial_rotary_factor",
                         .expected = checkpoint.is_gguf() ? std::to_string(attention.head_dim) : "1",
                         .found = std::to_string(rope.rotary_dim) + " of " + std::to_string(attention.head_dim) + " dimensions"}};
  }

 private:
  void read_config(const Checkpoint& checkpoint) {
    const Settings& c = checkpoint.settings();
    const bool mistral = c.get_or<std::string>("model_type", "") == "mistral";
    num_hidden_layers = positive(c, "num_hidden_layers");
    intermediate_size = positive(c, "intermediate_size");
    vocab_size = positive(c, "vocab_size");
    attention.hidden_size = positive(c, "hidden_size");
    attention.num_attention_heads = positive(c, "num_attention_heads");
    attention.num_key_value_heads = positive_or(c, "num_key_value_heads", mistral ? 8 : attention.num_attention_heads);
    attention.head_dim = c.has("head_dim") ? positive(c, "head_dim") : attention.divided_head_dim(c.file());
    read_windows(c, mistral);
    if (const Index pad = c.get_or<Index>("pad_token_id", 0); pad < -vocab_size || pad >= vocab_size)  // -1: the last, as in PyTorch
      throw ConfigError{{.problem = "out of range",
                         .file = c.file(),
                         .key = "pad_token_id",
                         .expected = "less than " + std::to_string(vocab_size),
                         .found = std::to_string(pad)}};
    rms_norm_eps = epsilon_or(c, "rms_norm_eps", 1e-6);
    hidden_act = AnyActivation(c.get_or<std::string>("hidden_act", "silu"), c.file(), "hidden_act");
    if (!mistral) {
      attention_bias = output_bias = c.get_or<bool>("attention_bias", false);
      mlp_bias = c.get_or<bool>("mlp_bias", false);
    }
    tie_word_embeddings =
        c.get_or<bool>("tie_word_embeddings", false) && is_tied(checkpoint, "lm_head.weight", "model.", "embed_tokens.weight");
    rope = RopeConfig::from_config(c, attention.head_dim, mistral ? 4096 * 32 : 2048);
  }

  /// Mistral has one in all its layers, or with layer_types in some (then transformers takes it for a Ministral). Of Llama's own window
  /// transformers takes no notice.
  void read_windows(const Settings& c, bool mistral) {
    const Index window = c.contains("sliding_window") ? c.has("sliding_window") ? positive(c, "sliding_window") : 0 : 4096;
    if (mistral) attention.sliding_window = window;
    if (!c.has("layer_types")) return;
    const std::vector<std::string> types = c.list<std::string>("layer_types");
    const auto require = [&](bool holds, std::string expected, std::string found) {
      if (!holds)
        throw ConfigError{{.problem = "not a type of attention for each layer",
                           .file = c.file(),
                           .key = "layer_types",
                           .expected = std::move(expected),
                           .found = std::move(found)}};
    };
    require(static_cast<Index>(types.size()) == num_hidden_layers, std::to_string(num_hidden_layers), std::to_string(types.size()));
    const bool windows = attention.sliding_window > 0;
    for (const std::string& type : types) {
      full_attention.push_back(type == "full_attention");
      require(full_attention.back() || (windows && type == "sliding_attention"),
              windows ? "full_attention or sliding_attention" : "full_attention", type);
    }
  }

  void read_gguf(const Checkpoint& checkpoint) {
    const Settings& m = checkpoint.settings();
    num_hidden_layers = positive(m, "block_count");
    intermediate_size = positive(m, "feed_forward_length");
    attention.hidden_size = positive(m, "embedding_length");
    attention.num_attention_heads = positive(m, "attention.head_count");
    attention.num_key_value_heads = positive_or(m, "attention.head_count_kv", attention.num_attention_heads);
    attention.head_dim = m.has("attention.key_length") ? positive(m, "attention.key_length") : attention.divided_head_dim(m.file());
    require_same(m, "attention.value_length", attention.head_dim);
    attention.sliding_window = m.get_or<Index>("attention.sliding_window", 0);
    m.get<double>("attention.layer_norm_rms_epsilon");
    rms_norm_eps = epsilon_or(m, "attention.layer_norm_rms_epsilon", 0);
    vocab_size = gguf_vocab_size(checkpoint);
    attention_bias = checkpoint.find("blk.0.attn_q.bias") != nullptr;
    output_bias = checkpoint.find("blk.0.attn_output.bias") != nullptr;
    mlp_bias = checkpoint.find("blk.0.ffn_up.bias") != nullptr;
    tie_word_embeddings = checkpoint.find("output.weight") == nullptr;
    rope = RopeConfig::from_gguf(m, attention.head_dim);
  }
};

struct LlamaFamily {
  static constexpr std::string_view model_types[] = {"llama", "mistral"};
  static constexpr std::string_view prefix = "model.";
  static constexpr TensorName names[] = {
      {"model.embed_tokens", "token_embd"},
      {"model.layers.{}.input_layernorm", "blk.{}.attn_norm"},
      {"model.layers.{}.self_attn.q_proj", "blk.{}.attn_q"},
      {"model.layers.{}.self_attn.k_proj", "blk.{}.attn_k"},
      {"model.layers.{}.self_attn.v_proj", "blk.{}.attn_v"},
      {"model.layers.{}.self_attn.o_proj", "blk.{}.attn_output"},
      {"model.layers.{}.post_attention_layernorm", "blk.{}.ffn_norm"},
      {"model.layers.{}.mlp.gate_proj", "blk.{}.ffn_gate"},
      {"model.layers.{}.mlp.up_proj", "blk.{}.ffn_up"},
      {"model.layers.{}.mlp.down_proj", "blk.{}.ffn_down"},
      {"model.norm", "output_norm"},
      {"lm_head", "output"},
      {"rope_freqs", "rope_freqs"},
  };
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "*.attn_rot_embd",
                                                 "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"is_decoder", "that it is", "true|false"},
      {"is_encoder_decoder", "that it is not", "false"},
      {"is_llama_config rope_interleaved", "notes of nanotron's conversion, which has turned the rows", "true|false"},
      {"attention_bias mlp_bias", "Mistral has none", "false"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
      {"tensor_data_layout", "where the file came from"},
      {"rope.scaling.finetuned", "whether it was trained so"},
      {"rope.scaling.yarn_beta_fast rope.scaling.yarn_beta_slow", "of yarn alone"},
      {"rope.scaling.attn_factor rope.scaling.yarn_attn_factor", "of yarn; else a factor of cosines and sines", "1"},
      {"attention.causal", "it looks back alone", "true"},
      {"expert_count expert_used_count", "no experts", "0"},
  };

  template <Scalar T>
  static LlamaDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    LlamaConfig c(checkpoint);
    const Index D = c.attention.hidden_size, F = c.intermediate_size, d = c.attention.head_dim;
    const Index q_size = c.attention.num_attention_heads * d, kv_size = c.attention.num_key_value_heads * d;
    if (weights.is_gguf() && (weights / "rope_freqs").has("weight"))
      c.rope.freq_factors = (weights / "rope_freqs").template vector<float>("weight", d / 2);
    const Rope<T> rope(c.rope);
    const WeightLayout turned = weights.is_gguf() ? WeightLayout{.order = [d](Index n) { return interleaved_row(n, d); }} : WeightLayout{};
    const Weights model = weights / "model";

    LlamaDecoder<T> llama{.embed_tokens = {model / "embed_tokens", c.vocab_size, D},
                          .positions = {},
                          .layers = {},
                          .norm = {model / "norm", D, c.rms_norm_eps},
                          .lm_head = {},
                          .state_shape = {},
                          .executor = weights.executor()};
    llama.lm_head = c.tie_word_embeddings ? llama.embed_tokens.tied_head() : Linear<T>(weights / "lm_head", c.vocab_size, D);
    for (Index l = 0; l < c.num_hidden_layers; ++l) {
      const Weights block = model / "layers" / l, attn = block / "self_attn", mlp = block / "mlp";
      const bool bias = c.attention_bias;
      Attention<T, Rope<T>> self_attn{.layer = l,
                                      .config = c.attention_of(l),
                                      .qkv_proj = {{{attn / "q_proj", q_size, bias, turned},
                                                    {attn / "k_proj", kv_size, bias, turned},
                                                    {attn / "v_proj", kv_size, bias}},
                                                   D},
                                      .o_proj = {attn / "o_proj", D, q_size, c.output_bias},
                                      .position = rope};
      GatedMlp<T, AnyActivation> gated{.gate_proj = {mlp / "gate_proj", F, D, c.mlp_bias},
                                       .up_proj = {mlp / "up_proj", F, D, c.mlp_bias},
                                       .down_proj = {mlp / "down_proj", D, F, c.mlp_bias},
                                       .activation = c.hidden_act};
      llama.layers.push_back({.input_layernorm = {block / "input_layernorm", D, c.rms_norm_eps},
                              .self_attn = std::move(self_attn),
                              .post_attention_layernorm = {block / "post_attention_layernorm", D, c.rms_norm_eps},
                              .mlp = std::move(gated)});
    }
    llama.state_shape =  // now that as many layers have been seen
        make_state_shape(c.num_hidden_layers, c.attention.slot(), c.rope.max_position_embeddings, c.rope.longest());
    return llama;
  }

  /// A Hugging Face checkpoint as a GGUF file. ConfigError for an activation or a rope type that GGUF has not.
  static GgufLayout gguf_layout(const Checkpoint& checkpoint) {
    const LlamaConfig c(checkpoint);
    GgufLayout g{.architecture = "llama", .layers = c.num_hidden_layers, .vocab_size = c.vocab_size, .tied_head = c.tie_word_embeddings};
    const Settings& config = checkpoint.settings();
    g.require(config, "hidden_act", "silu", config.get_or<std::string>("hidden_act", "silu"));
    g.require(config, "layer_types", "one type of attention", c.mixes_windows() ? "several" : "one type of attention");
    g.rotary = {"blk.{}.attn_q", "blk.{}.attn_k"};
    g.head_dim = c.attention.head_dim;
    g.set("block_count", c.num_hidden_layers);
    g.set("embedding_length", c.attention.hidden_size);
    g.set("feed_forward_length", c.intermediate_size);
    g.set("vocab_size", c.vocab_size);
    g.set("attention.head_count", c.attention.num_attention_heads);
    g.set("attention.head_count_kv", c.attention.num_key_value_heads);
    g.set("attention.key_length", c.attention.head_dim);
    g.set("attention.value_length", c.attention.head_dim);
    g.set("attention.layer_norm_rms_epsilon", c.rms_norm_eps);
    if (const Index window = c.attention_of(0).sliding_window; window > 0) g.set("attention.sliding_window", window);
    g.set_rope(c.rope, config);
    return g;
  }

  /// GGUF stores the rows of q and k so that rotary pairs are neighbours: where row n of a head of d rows lies.
  static Index interleaved_row(Index n, Index d) { return n / d * d + 2 * (n % d % (d / 2)) + n % d / (d / 2); }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Llama : LlamaDecoder<T> {
  using Family = LlamaFamily;
  explicit Llama(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : LlamaDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
