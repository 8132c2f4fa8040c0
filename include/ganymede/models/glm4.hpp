#pragma once
// GLM-4-0414, GLM-Z1 (GLM team 2025): GLM with norms of what layers give, too.

#include <ganymede/models/glm.hpp>

namespace ganymede::inline v0 {

struct Glm4Family {
  static constexpr std::string_view model_types[] = {"glm4"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };
  static constexpr DecoderNames names{
      .self_attn_output_norm = "post_self_attn_layernorm", .mlp_output_norm = "post_mlp_layernorm", .gate_up_proj = "mlp.gate_up_proj"};

  static DecoderConfig config(const Checkpoint& checkpoint) { return GlmFamily::config(checkpoint); }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Glm4 : StockDecoder<T> {
  using Family = Glm4Family;
  explicit Glm4(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
