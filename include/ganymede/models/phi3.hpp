#pragma once
// Phi-3, Phi-3.5, Phi-4 (Abdin et al. 2024): Llama whose matrices with a common input are one; long contexts by LongRoPE.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct Phi3Family {
  static constexpr std::string_view model_types[] = {"phi3"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"attention_bias lm_head_bias mlp_bias", "there are none", "false"},
      {"full_attn_mod interpolate_factor", "notes of another implementation", "1"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };
  static constexpr DecoderNames names{.qkv_proj = "self_attn.qkv_proj", .gate_up_proj = "mlp.gate_up_proj"};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint,
                    {.norm_eps = 1e-5,
                     .odd_rotary_dim = true,
                     .max_position_embeddings = 4096,
                     .sliding_window = 0,
                     .attention_bias = false,
                     .mlp_bias = false},
                    names);
    if (c.rope.type != RopeConfig::Type::plain && c.rope.type != RopeConfig::Type::longrope)
      throw ConfigError{{.problem = "not supported", .file = c.settings.file(), .key = "rope_type", .expected = "default or longrope"}};
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Phi3 : StockDecoder<T> {
  using Family = Phi3Family;
  explicit Phi3(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
