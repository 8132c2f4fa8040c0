#pragma once
// GPT-2 (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"): pre-norm LayerNorm, learned positions, GELU.

#include <ganymede/models/load_decoder.hpp>
#include <ganymede/split.hpp>

#include <cmath>

namespace ganymede::inline v0 {

template <Scalar T = float>
using Gpt2Block = StockBlock<T>;
template <Scalar T = float>
using Gpt2Decoder = StockDecoder<T>;

struct Gpt2Config : DecoderConfig {
  static constexpr SettingName setting_names[] = {
      {"hidden_size", "n_embd", true},        {"num_attention_heads", "n_head", true},
      {"num_hidden_layers", "n_layer", true}, {"max_position_embeddings", "n_positions", true},
      {"intermediate_size", "n_inner"},       {"layer_norm_eps", "layer_norm_epsilon"},
      {"hidden_act", "activation_function"},
  };
  static constexpr DecoderNames names{.model = "transformer",
                                      .embed_tokens = "wte",
                                      .positions = "wpe",
                                      .layers = "h",
                                      .norm = "ln_f",
                                      .self_attn_norm = "ln_1",
                                      .mlp_norm = "ln_2",
                                      .o_proj = "attn.c_proj",
                                      .qkv_proj = "attn.c_attn",
                                      .gate_proj = {},
                                      .up_proj = "mlp.c_fc",
                                      .down_proj = "mlp.c_proj",
                                      .transposed = true};
  bool scale_attn_weights = true, scale_attn_by_inverse_layer_idx = false;

  /// Throws ConfigError.
  explicit Gpt2Config(const Checkpoint& checkpoint)
      : DecoderConfig(checkpoint,
                      {.norm = NormKind::layer_norm,
                       .norm_eps_key = "layer_norm_eps",
                       .norm_eps = 1e-5,
                       .hidden_act = "gelu_new",
                       .rotary = false,
                       .own_head_dim = false,
                       .intermediate_factor = 4,
                       .max_position_embeddings = 0,
                       .attention_bias = true,
                       .mlp_bias = true,
                       .tie_word_embeddings = true,
                       .padding_token = false},
                      names, setting_names) {
    scale_attn_weights = settings.get_or<bool>("scale_attn_weights", true);
    scale_attn_by_inverse_layer_idx = settings.get_or<bool>("scale_attn_by_inverse_layer_idx", false);
    if (!scale_attn_weights) attention.scale = 1;
    const double scale = scale_attn_weights ? 1 / std::sqrt(double(attention.head_dim)) : 1;
    for (Index l = 0; scale_attn_by_inverse_layer_idx && l < num_hidden_layers; ++l) scales.push_back(scale / double(l + 1));
    if (settings.get_or<bool>("add_cross_attention", false))
      throw ConfigError{{.problem = "cross-attention is not part of this model",
                         .file = settings.file(),
                         .key = "add_cross_attention",
                         .expected = "false",
                         .found = "true"}};
  }

  /// What GGUF takes for granted too.
  Settings resolved() const;
};

struct Gpt2Family {
  static constexpr std::string_view model_types[] = {"gpt2"};
  static constexpr std::string_view prefix = "transformer.";
  static constexpr std::string_view ignored[] = {"*.attn.bias", "*.attn.masked_bias", "lm_head.weight"};  // causal masks; a tied head
  static constexpr KnownSettings known_settings[] = {
      {"is_decoder", "that it is", "true|false"},
      {"is_encoder_decoder", "that it is not", "false"},
      {"n_ctx", "n_positions, of the first versions; no longer read"},
      {"reorder_and_upcast_attn", "the same product, in another order and precision"},
  };

  static Gpt2Config config(const Checkpoint& checkpoint) { return Gpt2Config(checkpoint); }

  template <Scalar T>
  static Gpt2Decoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<Gpt2Decoder<T>>(weights, config(checkpoint), Gpt2Config::names);
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

#if GANYMEDE_BODIES
#include <ganymede/models/gpt2.ipp>
#endif
