#pragma once
// GPT-J (Wang and Komatsuzaki 2021): attention and feed-forward side by side on one norm; rotary positions turn neighbours of each head.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct GptJFamily {
  static constexpr std::string_view model_types[] = {"gptj"};
  static constexpr std::string_view prefix = "transformer.";
  static constexpr std::string_view ignored[] = {"*.attn.bias", "*.attn.masked_bias", "*.embed_positions", "lm_head.weight"};  // if tied
  static constexpr SettingName setting_names[] = {
      {"hidden_size", "n_embd", true},        {"num_attention_heads", "n_head", true},
      {"num_hidden_layers", "n_layer", true}, {"max_position_embeddings", "n_positions", true},
      {"intermediate_size", "n_inner"},       {"layer_norm_eps", "layer_norm_epsilon"},
      {"hidden_act", "activation_function"},
  };
  static constexpr KnownSettings known_settings[] = {
      {"is_decoder", "that it is", "true|false"},
      {"n_ctx", "n_positions, of the first versions; no longer read"},
      {"rotary", "that positions are", "true"},
      {"scale_attn_weights", "it does", "true"},
  };
  static constexpr DecoderNames names{.model = "transformer",
                                      .embed_tokens = "wte",
                                      .layers = "h",
                                      .norm = "ln_f",
                                      .self_attn_norm = "ln_1",
                                      .mlp_norm = {},
                                      .q_proj = "attn.q_proj",
                                      .k_proj = "attn.k_proj",
                                      .v_proj = "attn.v_proj",
                                      .o_proj = "attn.out_proj",
                                      .gate_proj = {},
                                      .up_proj = "mlp.fc_in",
                                      .down_proj = "mlp.fc_out"};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    const Settings& settings = checkpoint.settings();
    if (settings.contains("rotary_dim") && !settings.has("rotary_dim"))
      throw ConfigError{{.problem = "not supported: heads have no such positions in transformers either",
                         .file = settings.file(),
                         .key = "rotary_dim",
                         .expected = "how much of a head they turn",
                         .found = "null"}};
    return DecoderConfig(checkpoint,
                         {.wiring = Wiring::parallel,
                          .norm = NormKind::layer_norm,
                          .norm_eps_key = "layer_norm_eps",
                          .norm_eps = 1e-5,
                          .hidden_act = "gelu_new",
                          .rotary_dim = 64,
                          .interleaved_rotary = true,
                          .own_head_dim = false,
                          .intermediate_factor = 4,
                          .attention_bias = false,
                          .mlp_bias = true,
                          .lm_head_bias = true,
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
struct GptJ : StockDecoder<T> {
  using Family = GptJFamily;
  explicit GptJ(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
