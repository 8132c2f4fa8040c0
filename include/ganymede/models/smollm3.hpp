#pragma once
// SmolLM3 (Bakouch et al. 2025): Llama in which every fourth layer has no positions (Yang et al. 2025, "RoPE to NoRoPE").

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct SmolLm3Family {
  static constexpr std::string_view model_types[] = {"smollm3"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint, {.rope_theta = 2e6,
                                 .whole_heads_rotated = true,
                                 .num_key_value_heads = 4,
                                 .max_position_embeddings = 32768,
                                 .sliding_window = 0,
                                 .max_window_layers = 0,
                                 .tie_word_embeddings = true});
    c.rotary_layers = rotary_layers(c);
    const bool listed = c.settings.has("layer_types");
    if (!listed && c.attention.sliding_window > 0) c.full_attention = c.rotary_layers;  // a window where there are no positions
    return c;
  }

  /// no_rope_layers has a 1 for each layer that has them; without the list, each no_rope_layer_interval-th has none.
  static std::vector<bool> rotary_layers(const DecoderConfig& c) {
    const Settings& s = c.settings;
    const Index interval = positive_or(s, "no_rope_layer_interval", 4);
    if (!s.has("no_rope_layers")) return c.of_layers([interval](Index l) { return (l + 1) % interval != 0; });
    const std::vector<Index> listed = s.list<Index>("no_rope_layers");
    detail::in_range(s, "no_rope_layers", Index(listed.size()), Index(listed.size()) == c.num_hidden_layers, "a number for each layer");
    return {listed.begin(), listed.end()};
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct SmolLm3 : StockDecoder<T> {
  using Family = SmolLm3Family;
  explicit SmolLm3(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
