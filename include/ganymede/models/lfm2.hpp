#pragma once
// LFM2 (Liquid AI 2025, "LFM2 Technical Report"): short gated convolutions in most layers, grouped-query attention in the others.

#include <ganymede/models/load_decoder.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

struct Lfm2Config : DecoderConfig {
  static constexpr DecoderNames names{.norm = "embedding_norm",
                                      .self_attn_norm = "operator_norm",
                                      .mlp_norm = "ffn_norm",
                                      .o_proj = "self_attn.out_proj",
                                      .q_norm = "self_attn.q_layernorm",
                                      .k_norm = "self_attn.k_layernorm",
                                      .gate_proj = "feed_forward.w1",
                                      .up_proj = "feed_forward.w3",
                                      .down_proj = "feed_forward.w2"};

  /// Throws ConfigError.
  explicit Lfm2Config(const Checkpoint& checkpoint)
      : DecoderConfig(checkpoint,
                      {.norm_eps_key = "norm_eps",
                       .norm_eps = 1e-5,
                       .rope_theta = checkpoint.settings().get_or<double>("theta", 1e6),
                       .whole_heads_rotated = true,
                       .num_key_value_heads = 8,
                       .max_position_embeddings = 128000,
                       .attention_bias = false,
                       .mlp_bias = false,
                       .tie_word_embeddings = true},
                      names, first_names(checkpoint.settings())) {
    const double theta = settings.get_or<double>("theta", rope.rope_theta);
    detail::in_range(settings, "theta", theta, theta == rope.rope_theta, "what rope_theta says");
    conv_L_cache = positive_or(settings, "conv_L_cache", 3);
    detail::in_range(settings, "conv_L_cache", conv_L_cache, conv_L_cache <= 1024, "1 to 1024");
    conv_bias = settings.get_or<bool>("conv_bias", false);
    read_layers();
    adjust_width();
  }

 private:
  /// What the first released ones call things: these stand in the place of the usual names.
  static std::span<const SettingName> first_names(const Settings& c) {
    static constexpr SettingName all[] = {{"intermediate_size", "block_ff_dim"}, {"tie_word_embeddings", "tie_embedding"}};
    const bool width = c.has("block_ff_dim"), tied = c.has("tie_embedding");
    return std::span(all).subspan(width ? 0 : 1, std::size_t{width} + std::size_t{tied});
  }

  /// layer_types or full_attn_idxs; neither: attention in all layers.
  void read_layers() {
    if (settings.has("layer_types")) {
      const std::vector<std::string> types = settings.list<std::string>("layer_types");
      const auto known = [](const std::string& type) { return type == "conv" || type == "full_attention"; };
      const auto wrong = std::find_if_not(types.begin(), types.end(), known);
      if (static_cast<Index>(types.size()) != num_hidden_layers || wrong != types.end())
        throw ConfigError{{.problem = "not a type for each layer",
                           .file = settings.file(),
                           .key = settings.own_key("layer_types"),
                           .expected = std::to_string(num_hidden_layers) + ", of conv and full_attention",
                           .found = wrong != types.end() ? *wrong : std::to_string(types.size())}};
      conv_layers = of_layers([&](Index l) { return types[static_cast<std::size_t>(l)] == "conv"; });
    } else if (settings.has("full_attn_idxs")) {
      const std::vector<Index> attention_layers = settings.list<Index>("full_attn_idxs");
      conv_layers = of_layers([&](Index l) { return std::ranges::find(attention_layers, l) == attention_layers.end(); });
    }
  }

  void adjust_width() {
    const double multiplier = settings.get_or<double>("block_ffn_dim_multiplier", 1);
    detail::in_range(settings, "block_ffn_dim_multiplier", multiplier, multiplier > 0 && multiplier < 1e6, "a positive number");
    const Index multiple = positive_or(settings, "block_multiple_of", 256);
    if (!settings.get_or<bool>("block_auto_adjust_ff_dim", true)) return;
    const Index width = static_cast<Index>(multiplier * double(2 * intermediate_size / 3));
    intermediate_size = (width + multiple - 1) / multiple * multiple;
  }
};

struct Lfm2Family {
  static constexpr std::string_view model_types[] = {"lfm2"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"lm_head.weight"};  // only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"intermediate_size tie_word_embeddings", "where block_ff_dim and tie_embedding stand in their place"},
      {"full_attn_idxs", "where layer_types says it"},
      {"block_dim block_norm_eps conv_dim conv_dim_out num_heads", "the first ones' names for what other keys say"},
      {"block_mlp_init_scale block_out_init_scale block_use_xavier_init conv_use_xavier_init", "of training"},
      {"block_use_swiglu use_pos_enc", "that it is so", "true"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static Lfm2Config config(const Checkpoint& checkpoint) { return Lfm2Config(checkpoint); }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), Lfm2Config::names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Lfm2 : StockDecoder<T> {
  using Family = Lfm2Family;
  explicit Lfm2(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
