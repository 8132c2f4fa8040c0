#pragma once
// The keys of config.json that decoder-only families share.

#include <ganymede/blocks/any_block.hpp>
#include <ganymede/io/family_setting_names.hpp>
#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/attention_config.hpp>
#include <ganymede/layers/rope_scaling.hpp>
#include <ganymede/models/decoder_names.hpp>
#include <ganymede/models/token_tables.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What a family's class in transformers says where config.json does not. Llama's unless a family says otherwise.
struct DecoderDefaults {
  Wiring wiring = Wiring::pre_norm;
  NormKind norm = NormKind::rms_norm;
  std::string_view norm_eps_key = "rms_norm_eps";  ///< or layer_norm_eps
  double norm_eps = 1e-6;
  std::string_view hidden_act = "silu";
  bool rotary = true;                     ///< rotary positions, and the keys of their scaling
  bool own_head_dim = true;               ///< it has the keys num_key_value_heads and head_dim
  Index num_key_value_heads = 0;          ///< 0: as many as there are heads
  Index intermediate_factor = 0;          ///< intermediate_size in widths of the model; 0: the key must be there
  Index max_position_embeddings = 2048;   ///< 0: the key must be there
  std::optional<Index> sliding_window{};  ///< 0: none; no value: it has no keys of windows
  bool ignores_sliding_window = false;    ///< the key may be there, and transformers takes no notice of it
  std::optional<bool> attention_bias{}, attention_output_bias{}, mlp_bias{};  ///< no value: what the keys say, or false
  bool tie_word_embeddings = false;
};

struct DecoderConfig {
  Settings settings;  ///< of the checkpoint, under the names that all families share: a family reads its own keys from it
  AttentionConfig attention;
  RopeConfig rope;
  Index num_hidden_layers = 0, intermediate_size = 0, vocab_size = 0, max_position_embeddings = 0;
  Wiring wiring;
  double embed_scale = 1, residual_multiplier = 1;  ///< of embeddings (Gemma), of what layers add (Granite)
  NormKind norm;
  std::string norm_eps_key;
  double norm_eps = 0;
  std::string hidden_act;
  bool rotary = true, attention_bias = false, attention_output_bias = false, mlp_bias = false, tie_word_embeddings = false;
  std::vector<bool> full_attention{};  ///< of each layer, whether it has no sliding window; empty: all alike
  std::vector<double> scales{};        ///< of each layer's scores; empty: attention.scale

  /// Throws ConfigError. `setting_names`, which outlive the config, are those that config.json has other names for.
  explicit DecoderConfig(const Checkpoint& checkpoint, const DecoderDefaults& defaults = {}, const DecoderNames& names = {},
                         std::span<const SettingName> setting_names = {})
      : settings(named(checkpoint.settings(), setting_names)),
        wiring(defaults.wiring),
        norm(defaults.norm),
        norm_eps_key(defaults.norm_eps_key),
        rotary(defaults.rotary) {
    const Settings& c = settings;
    num_hidden_layers = positive(c, "num_hidden_layers");
    attention.hidden_size = positive(c, "hidden_size");
    read_heads(defaults);
    const Index factor = defaults.intermediate_factor;
    intermediate_size =
        factor == 0 ? positive(c, "intermediate_size") : positive_or(c, "intermediate_size", factor * attention.hidden_size);
    vocab_size = positive(c, "vocab_size");
    if (defaults.sliding_window) read_windows(*defaults.sliding_window, defaults.ignores_sliding_window);
    norm_eps = epsilon_or(c, norm_eps_key, defaults.norm_eps);
    hidden_act = c.get_or<std::string>("hidden_act", std::string(defaults.hidden_act));
    static_cast<void>(activation());
    attention_bias = defaults.attention_bias ? *defaults.attention_bias : c.get_or<bool>("attention_bias", false);
    attention_output_bias = defaults.attention_output_bias ? *defaults.attention_output_bias
                            : defaults.attention_bias      ? *defaults.attention_bias
                                                           : c.get_or<bool>("attention_output_bias", attention_bias);
    mlp_bias = defaults.mlp_bias ? *defaults.mlp_bias : c.get_or<bool>("mlp_bias", false);
    tie_word_embeddings = c.get_or<bool>("tie_word_embeddings", defaults.tie_word_embeddings) &&
                          is_tied(checkpoint, std::string(names.lm_head) + ".weight", std::string(names.model) + ".",
                                  std::string(names.embed_tokens) + ".weight");
    if (rotary) rope = RopeConfig::from_config(c, attention.head_dim, defaults.max_position_embeddings);
    max_position_embeddings = rotary ? rope.max_position_embeddings : positive(c, "max_position_embeddings");
    attention.validate(checkpoint.name());
  }

  AnyActivation activation() const { return {hidden_act, settings.file(), settings.own_key("hidden_act")}; }

  /// Of layer l.
  AttentionConfig attention_of(Index l) const {
    AttentionConfig own = attention;
    if (!full_attention.empty() && full_attention[static_cast<std::size_t>(l)]) own.sliding_window = 0;
    if (!scales.empty()) own.scale = scales[static_cast<std::size_t>(l)];
    return own;
  }

  std::shared_ptr<const StateShape> state_shape() const {
    return rotary ? make_state_shape(num_hidden_layers, attention.slot(), max_position_embeddings, rope.longest())
                  : make_state_shape(num_hidden_layers, attention.slot(), max_position_embeddings);
  }

  /// ConfigError where rotary positions turn a part of each head only, for a family in which they turn all.
  void require_whole_heads_rotated() const {
    if (rope.rotary_dim == attention.head_dim) return;
    throw ConfigError{{.problem = "partial rotary embeddings are not supported here",
                       .file = settings.file(),
                       .key = settings.has("rotary_dim") ? settings.own_key("rotary_dim") : "partial_rotary_factor",
                       .expected = "all " + std::to_string(attention.head_dim) + " dimensions of a head",
                       .found = std::to_string(rope.rotary_dim)}};
  }

  /// What GGUF's rope_freqs.weight says where it has no other way to: Llama 3's scaling. Empty: nothing.
  std::vector<float> frequency_factors() const {
    std::vector<float> factors;
    if (!rotary || rope.type != RopeConfig::Type::llama3) return factors;
    RopeConfig plain = rope;
    plain.type = RopeConfig::Type::plain;
    const std::vector<float> from = plain.inverse_frequencies(1), to = rope.inverse_frequencies(1);
    for (std::size_t i = 0; i < from.size(); ++i) factors.push_back(from[i] / to[i]);
    return factors;
  }

  /// Everything under Hugging Face's keys, what config.json leaves out too: for writing other formats.
  Settings resolved() const;

 private:
  void read_heads(const DecoderDefaults& defaults) {
    const Settings& c = settings;
    const Index heads = attention.num_attention_heads = attention.num_key_value_heads = positive(c, "num_attention_heads");
    if (defaults.own_head_dim)
      attention.num_key_value_heads =
          positive_or(c, "num_key_value_heads", defaults.num_key_value_heads > 0 ? defaults.num_key_value_heads : heads);
    if (defaults.own_head_dim && c.has("head_dim")) {
      attention.head_dim = positive(c, "head_dim");
      return;
    }
    attention.head_dim = attention.hidden_size / heads;
    if (attention.q_size() != attention.hidden_size)
      throw ConfigError{{.problem = "the heads do not divide the hidden size",
                         .file = c.file(),
                         .key = c.own_key("num_attention_heads"),
                         .expected = "a divisor of " + std::to_string(attention.hidden_size),
                         .found = std::to_string(heads)}};
  }

  /// A window for all layers, or with layer_types for some.
  void read_windows(Index fallback, bool ignored) {
    const Settings& c = settings;
    const Index window = c.contains("sliding_window") ? c.has("sliding_window") ? positive(c, "sliding_window") : 0 : fallback;
    if (!ignored) attention.sliding_window = window;
    if (!c.has("layer_types")) return;
    const std::vector<std::string> types = c.list<std::string>("layer_types");
    const auto require = [&](bool holds, std::string expected, std::string found) {
      if (!holds)
        throw ConfigError{{.problem = "not a type of attention for each layer",
                           .file = c.file(),
                           .key = c.own_key("layer_types"),
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
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/decoder_config.ipp>
#endif
