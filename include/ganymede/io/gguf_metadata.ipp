#pragma once
// The bodies of gguf_metadata.hpp.

#include <ganymede/io/gguf_metadata.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/gguf_rope.hpp>
#include <ganymede/io/json.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// A number of key/value heads for each of layer_types.
inline std::vector<std::int32_t> heads_of_layers(const Json& layer_types, const Settings& resolved) {
  const std::int32_t heads = resolved.json().at("num_key_value_heads").get<std::int32_t>();
  std::vector<std::int32_t> of_layers;
  for (const Json& type : layer_types) of_layers.push_back(type == "conv" ? 0 : heads);
  return of_layers;
}

/// Keys of numbers that are floats in GGUF, though config.json may have them without a point.
inline bool is_float_key(std::string_view key) {
  static constexpr std::string_view ends[] = {"scale",   "softcapping", "freq_base",     "freq_base_swa",
                                              "epsilon", "clamp_kqv",   "max_alibi_bias"};
  return std::any_of(std::begin(ends), std::end(ends), [key](std::string_view end) { return key.ends_with(end); });
}

GANYMEDE_ONCE void add_gguf_settings(const GgufArchitecture& architecture, const Settings& resolved, const Settings& config,
                                     GgufWriter& to) {
  using By = GgufSetting::By;
  const std::string name(architecture.name);
  const auto add = [&](std::string_view key, const Json& value) {
    const std::string full = name + "." + std::string(key);
    if (value.is_string())
      to.add(full, value.get<std::string>());
    else if (value.is_boolean())
      to.add(full, value.get<bool>());
    else if (value.is_number_float() || is_float_key(key))
      to.add(full, static_cast<float>(value.get<double>()));
    else
      to.add(full, static_cast<std::uint32_t>(value.get<std::int64_t>()));
  };
  const auto fail = [&](std::string_view key, const Json& expected, const Json& found) {
    const auto text = [](const Json& value) {
      return value.is_string() ? value.get<std::string>() : value.is_null() ? "none" : value.dump();
    };
    return ConfigError{{.problem = "a GGUF file of architecture " + name + " cannot say this",
                        .file = config.file(),
                        .key = config.own_key(key),
                        .expected = text(expected),
                        .found = found.is_structured() ? describe(found) : text(found)}};
  };
  // What the family has made of it, or what config.json says.
  const auto value_of = [&](std::string_view key) -> std::optional<Json> {
    if (const auto made = resolved.json().find(key); made != resolved.json().end()) return *made;
    const auto said = config.json().find(config.own_key(key));
    return said == config.json().end() || said->is_null() ? std::nullopt : std::optional<Json>(*said);
  };
  for (const GgufSetting& s : architecture.settings) {
    const bool made = resolved.json().contains(s.key) || s.key == "sliding_window" || s.key == "layer_types" || s.key == "no_rope_layers";
    const std::optional<Json> value = made && !resolved.json().contains(s.key) ? std::nullopt : value_of(s.key);
    if (s.by == By::constant && value && parse_json(s.gguf, {}) != *value) throw fail(s.key, parse_json(s.gguf, {}), *value);
    if (s.by == By::gemma_scalar && value) {
      const bool by_heads = std::to_string(resolved.get<Index>("num_hidden_layers")) == s.gguf;
      const Index known =
          by_heads ? resolved.get<Index>("hidden_size") / resolved.get<Index>("num_attention_heads") : resolved.get<Index>("head_dim");
      if (value->get<double>() != double(known)) throw fail(s.key, known, *value);
    }
    const bool needed = s.by == By::required_key || (s.by == By::key && s.key.ends_with("softcapping"));  // left out, it is Gemma 2's
    if (needed && !value) throw fail(s.key, "a value", nullptr);
  }
  for (const GgufSetting& s : architecture.settings) {
    const std::optional<Json> value = value_of(s.key);
    if (!value || s.by == By::constant || s.by == By::gemma_scalar || s.by == By::tensor || s.gguf.empty()) continue;
    if (s.by == By::rope || s.by == By::rope_untruncated)
      for (const auto& [key, own] : gguf_of_rope_parameters(*value, name, config.file(), s.by == By::rope)) add(key, own);
    else if (s.by == By::conv_where_zero)
      to.add_array<std::int32_t>(name + "." + std::string(s.gguf), heads_of_layers(*value, resolved));
    else if (s.by != By::greatest)
      add(s.gguf, *value);
  }
}

}  // namespace ganymede::inline v0::detail
