#pragma once
// The bodies of decoder_config.hpp.

#include <ganymede/models/decoder_config.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/models/token_tables.hpp>

#include <algorithm>
#include <functional>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE DecoderConfig::DecoderConfig(const Checkpoint& checkpoint, const DecoderDefaults& defaults, const DecoderNames& names,
                                           std::span<const SettingName> setting_names)
    : settings(named(checkpoint.settings(), setting_names)),
      wiring(defaults.wiring),
      norm(defaults.norm),
      head_norms{.kind = defaults.norm, .over = defaults.head_norms},
      norm_eps_key(defaults.norm_eps_key),
      norm_weight_offset(defaults.norm_weight_offset),
      rotary(defaults.rotary && !defaults.alibi),
      interleaved_rotary(defaults.interleaved_rotary),
      lm_head_bias(defaults.lm_head_bias),
      most_layers_(static_cast<Index>(checkpoint.tensors().size())) {
  const Settings& c = settings;
  num_hidden_layers = positive(c, "num_hidden_layers");
  detail::in_range(c, "num_hidden_layers", num_hidden_layers, num_hidden_layers <= std::max<Index>(4096, most_layers_),
                   "no more layers than tensors");  // before anything is as long as there are layers
  attention.hidden_size = positive(c, "hidden_size");
  read_heads(defaults, !checkpoint.settings().are_named());
  const Index factor = defaults.intermediate_factor;
  intermediate_size = factor == 0 ? positive(c, "intermediate_size") : positive_or(c, "intermediate_size", factor * attention.hidden_size);
  vocab_size = positive(c, "vocab_size");
  if (defaults.padding_token) {
    const Index pad = c.get_or<Index>("pad_token_id", 0);
    detail::in_range(c, "pad_token_id", pad, pad >= -vocab_size && pad < vocab_size, "a token of the vocabulary");
  }
  if (defaults.sliding_window) read_windows(defaults);
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
  alibi = defaults.alibi;
  const Index positions = defaults.max_position_embeddings;
  RopeDefaults of_rope{positions, defaults.rope_theta, defaults.partial_rotary_factor, defaults.rotary_dim};
  of_rope.odd_rotary_dim = defaults.odd_rotary_dim;
  if (defaults.window_rope_theta > 0) {
    if (!checkpoint.settings().are_named()) RopeConfig::require_by_layer_type(c);
    of_rope.layer_type = "full_attention";
  }
  if (rotary) rope = RopeConfig::from_config(c, attention.head_dim, of_rope);
  if (rotary && defaults.window_rope_theta > 0) {
    of_rope.rope_theta = defaults.window_rope_theta;
    of_rope.layer_type = "sliding_attention";
    window_rope = RopeConfig::from_config(c, attention.head_dim, of_rope);
  }
  if (rotary && defaults.whole_heads_rotated) require_whole_heads_rotated();
  max_position_embeddings = rotary           ? rope.max_position_embeddings
                            : positions == 0 ? positive(c, "max_position_embeddings")
                                             : positive_or(c, "max_position_embeddings", positions);
  attention.validate(checkpoint.name());
}

GANYMEDE_ONCE DecoderConfig::DecoderConfig(DecoderConfig&&) noexcept = default;
GANYMEDE_ONCE DecoderConfig::~DecoderConfig() = default;

GANYMEDE_ONCE void DecoderConfig::require_whole_heads_rotated() const {
  const Index turned = window_rope ? std::min(rope.rotary_dim, window_rope->rotary_dim) : rope.rotary_dim;
  if (turned == attention.head_dim) return;
  throw ConfigError{{.problem = "partial rotary embeddings are not supported here",
                     .file = settings.file(),
                     .key = settings.has("rotary_dim") ? settings.own_key("rotary_dim") : "partial_rotary_factor",
                     .expected = "all " + std::to_string(attention.head_dim) + " dimensions of a head",
                     .found = std::to_string(turned)}};
}

GANYMEDE_ONCE std::shared_ptr<const StateShape> DecoderConfig::state_shape(const std::vector<RecurrentSlot>& recurrent) const {
  constexpr Index unlimited = Index{1} << 31;
  const Index longest = alibi ? unlimited : rotary ? rope.longest() : 0;
  std::shared_ptr<const StateShape> shape = make_state_shape(num_hidden_layers, attention.slot(), max_position_embeddings, longest);
  if (recurrent.empty()) return shape;
  StateShape mixed = *shape;
  mixed.recurrent = recurrent;
  for (Index l = 0; l < num_hidden_layers; ++l)
    if (is_conv(l)) mixed.slots[static_cast<std::size_t>(l)] = {};
  return std::make_shared<const StateShape>(std::move(mixed));
}

GANYMEDE_ONCE std::vector<bool> DecoderConfig::of_layers(FunctionRef<bool(Index layer)> rule) const {
  if (num_hidden_layers > most_layers_)
    throw ConfigError{{.problem = "more layers than tensors",
                       .file = settings.file(),
                       .key = settings.own_key("num_hidden_layers"),
                       .expected = "at most " + std::to_string(most_layers_),
                       .found = std::to_string(num_hidden_layers)}};
  std::vector<bool> values;
  for (Index l = 0; l < num_hidden_layers; ++l) values.push_back(rule(l));
  return values;
}

GANYMEDE_ONCE std::vector<float> DecoderConfig::frequency_factors() const {
  std::vector<float> factors;
  if (!rotary || rope.type != RopeConfig::Type::llama3) return factors;
  RopeConfig plain = rope;
  plain.type = RopeConfig::Type::plain;
  const std::vector<float> from = plain.inverse_frequencies(1), to = rope.inverse_frequencies(1);
  for (std::size_t i = 0; i < from.size(); ++i) factors.push_back(from[i] / to[i]);
  return factors;
}

GANYMEDE_ONCE void DecoderConfig::read_heads(const DecoderDefaults& defaults, bool class_fills_in) {
  const Settings& c = settings;
  const Index heads = attention.num_attention_heads = attention.num_key_value_heads = positive(c, "num_attention_heads");
  if (defaults.own_head_dim) {
    const bool left_out =
        defaults.num_key_value_heads > 0 && class_fills_in && !c.contains("num_key_value_heads");  // null: as many as there are heads
    attention.num_key_value_heads = positive_or(c, "num_key_value_heads", left_out ? defaults.num_key_value_heads : heads);
    if (c.has("head_dim") || (defaults.head_dim > 0 && class_fills_in && !c.contains("head_dim"))) {
      attention.head_dim = positive_or(c, "head_dim", defaults.head_dim);
      return;
    }
  }
  attention.head_dim = attention.hidden_size / heads;
  if (attention.q_size() != attention.hidden_size)
    throw ConfigError{{.problem = "the heads do not divide the hidden size",
                       .file = c.file(),
                       .key = c.own_key("num_attention_heads"),
                       .expected = "a divisor of " + std::to_string(attention.hidden_size),
                       .found = std::to_string(heads)}};
}

GANYMEDE_ONCE void DecoderConfig::read_windows(const DecoderDefaults& defaults) {
  const Settings& c = settings;
  bool used = !defaults.ignores_sliding_window;
  const Index window = !c.contains("sliding_window") ? *defaults.sliding_window
                       : c.has("sliding_window")     ? positive(c, "sliding_window")
                                                     : 0;
  Index first = 0;
  if (defaults.max_window_layers) {
    used = c.get_or<bool>("use_sliding_window", false);
    first = c.get_or<Index>("max_window_layers", *defaults.max_window_layers);
  }
  if (used) attention.sliding_window = window;
  sliding_window_pattern = defaults.sliding_window_pattern;
  if (!c.has("layer_types")) {
    if (defaults.sliding_window_pattern > 0) {
      const Index pattern = sliding_window_pattern = positive_or(c, "sliding_window_pattern", defaults.sliding_window_pattern);
      full_attention = of_layers([pattern](Index l) { return (l + 1) % pattern == 0; });
      detail::in_range(c, "sliding_window", window, window > 0, "a positive number");
    }
    if (first > 0 && attention.sliding_window > 0) full_attention = of_layers([first](Index l) { return l < first; });
    return;
  }
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

GANYMEDE_ONCE Settings DecoderConfig::resolved() const {
  Json r{{"num_hidden_layers", num_hidden_layers},
         {"hidden_size", attention.hidden_size},
         {"intermediate_size", intermediate_size},
         {"vocab_size", vocab_size},
         {"num_attention_heads", attention.num_attention_heads},
         {"num_key_value_heads", attention.num_key_value_heads},
         {"head_dim", attention.head_dim},
         {norm_eps_key, norm_eps},
         {"max_position_embeddings", max_position_embeddings},
         {"hidden_act", hidden_act},
         {"tie_word_embeddings", tie_word_embeddings}};
  if (const Index window = attention_of(0).sliding_window; window > 0) r["sliding_window"] = window;
  const auto all_alike = [](const std::vector<bool>& layers) {
    return std::adjacent_find(layers.begin(), layers.end(), std::not_equal_to<>()) == layers.end();
  };
  const auto one_in = [](const std::vector<bool>& layers, Index pattern) {
    for (std::size_t l = 0; l < layers.size(); ++l)
      if (layers[l] != ((static_cast<Index>(l) + 1) % pattern == 0)) return false;
    return true;
  };
  Index pattern = sliding_window_pattern;
  for (Index other = 1; pattern > 0 && !one_in(full_attention, pattern) && other <= num_hidden_layers; ++other)
    if (one_in(full_attention, other)) pattern = other;
  if (pattern > 0 && one_in(full_attention, pattern)) {
    r["sliding_window_pattern"] = pattern;
  } else if (!all_alike(full_attention)) {
    Json types = Json::array();
    for (const bool full : full_attention) types.push_back(full ? "full_attention" : "sliding_attention");
    r["layer_types"] = std::move(types);
  }
  std::vector<bool> without = rotary_layers;
  without.flip();
  if (!rotary_layers.empty() && !one_in(without, 4)) r["no_rope_layers"] = "others than every fourth";
  if (alibi) r["alibi_bias_max"] = alibi->alibi_bias_max;
  if (attention.clip_qkv > 0) r["clip_qkv"] = attention.clip_qkv;
  if (window_rope) r["rope_local_base_freq"] = window_rope->rope_theta;
  if (experts.num_experts > 0) {
    r["num_experts"] = experts.num_experts;
    r["num_experts_per_tok"] = experts.routing.num_experts_per_tok;
    r["moe_intermediate_size"] = experts.moe_intermediate_size;
    r["norm_topk_prob"] = experts.routing.norm_topk_prob;
    r["decoder_sparse_step"] = experts.decoder_sparse_step;
    r["mlp_only_layers"] = experts.mlp_only_layers;
    if (experts.shared_expert_intermediate_size > 0) r["shared_expert_intermediate_size"] = experts.shared_expert_intermediate_size;
  }
  if (!conv_layers.empty() || conv_L_cache > 0) {
    Json types = Json::array();
    for (Index l = 0; l < num_hidden_layers; ++l) types.push_back(is_conv(l) ? "conv" : "full_attention");
    r["layer_types"] = std::move(types);
    r["conv_L_cache"] = conv_L_cache;
    r["conv_bias"] = conv_bias;
    r["block_auto_adjust_ff_dim"] = false;  // it has been
  }
  if (!rotary) return {std::move(r), settings.file()};
  constexpr const char* rope_types[] = {"default", "linear", "dynamic", "yarn", "llama3", "longrope"};
  r["rope_theta"] = rope.rope_theta;
  r["rotary_dim"] = rope.rotary_dim;
  r["rope_parameters"] = {{"rope_type", rope_types[static_cast<std::size_t>(rope.type)]},
                          {"factor", rope.factor},
                          {"original_max_position_embeddings", rope.original_max_position_embeddings},
                          {"attention_factor", double(rope.cos_sin_scale())},
                          {"beta_fast", rope.beta_fast},
                          {"beta_slow", rope.beta_slow},
                          {"truncate", rope.truncate}};
  return {std::move(r), settings.file()};
}

}  // namespace ganymede::inline v0
