#pragma once
// gpt-oss (OpenAI 2025, "gpt-oss-120b & gpt-oss-20b Model Card"): experts with a clamped gate, attention with sinks and alternating
// windows.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct GptOssConfig : DecoderConfig {
  static constexpr DecoderNames names{
      .sinks = "self_attn.sinks",
      .experts = {.router = "mlp.router", .stacked_router = "mlp.router", .transposed = true, .interleaved = true}};

  /// Throws ConfigError.
  explicit GptOssConfig(const Checkpoint& checkpoint)
      : DecoderConfig(checkpoint, {.norm_eps = 1e-5,
                                   .rope_theta = 150000,
                                   .whole_heads_rotated = true,
                                   .head_dim = 64,
                                   .num_key_value_heads = 8,
                                   .max_position_embeddings = 131072,
                                   .sliding_window = 128,
                                   .attention_bias = checkpoint.settings().get_or<bool>("attention_bias", true)}) {
    sliding_window_pattern = 2;
    if (!settings.has("layer_types")) full_attention = of_layers([](Index l) { return l % 2 == 1; });
    const bool scaled = settings.has("rope_scaling") && !settings.sub("rope_scaling").empty();
    if (!settings.contains("rope_parameters") && !scaled) {
      rope.type = RopeConfig::Type::yarn;
      rope.factor = 32;
      rope.original_max_position_embeddings = 4096;
      rope.truncate = false;
    }
    experts.read(settings, {.num_experts = 128, .num_experts_per_tok = 4}, intermediate_size);
    experts.routing.weights = Routing::Weights::softmax_of_chosen;
    experts.router_bias = experts.bias = true;
    experts.swiglu = {settings.get_or<double>("swiglu_alpha", 1.702), settings.get_or<double>("swiglu_limit", 7)};
    detail::in_range(settings, "swiglu_limit", experts.swiglu->limit, experts.swiglu->limit >= 0, "0 or more");
  }
};

struct GptOssFamily {
  static constexpr std::string_view model_types[] = {"gpt_oss", "gpt-oss"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"lm_head.weight"};  // only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"output_router_logits router_aux_loss_coef", "of training"},
      {"initial_context_length", "where yarn's factor begins, which rope_scaling has too"},
      {"experts_per_token", "num_experts_per_tok, once more"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static GptOssConfig config(const Checkpoint& checkpoint) { return GptOssConfig(checkpoint); }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), GptOssConfig::names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct GptOss : StockDecoder<T> {
  using Family = GptOssFamily;
  explicit GptOss(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
