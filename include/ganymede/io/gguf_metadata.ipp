#pragma once
// The bodies of gguf_metadata.hpp.

#include <ganymede/io/gguf_metadata.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/gguf_rope.hpp>
#include <ganymede/io/json.hpp>

#include <cstdint>
#include <string>

namespace ganymede::inline v0::detail {

/// A number of key/value heads for each of layer_types.
inline std::vector<std::int32_t> heads_of_layers(const Json& layer_types, const Settings& resolved) {
  const std::int32_t heads = resolved.json().at("num_key_value_heads").get<std::int32_t>();
  std::vector<std::int32_t> of_layers;
  for (const Json& type : layer_types) of_layers.push_back(type == "conv" ? 0 : heads);
  return of_layers;
}

GANYMEDE_ONCE void add_gguf_settings(const GgufArchitecture& architecture, const Settings& resolved, const Settings& config,
                                     GgufWriter& to) {
  using By = GgufSetting::By;
  const std::string name(architecture.name);
  const auto add = [&](std::string_view key, const Json& value) {
    const std::string full = name + "." + std::string(key);
    if (value.is_string())
      to.add(full, value.get<std::string>());
    else if (value.is_number_float())
      to.add(full, static_cast<float>(value.get<double>()));
    else
      to.add(full, static_cast<std::uint32_t>(value.get<std::int64_t>()));
  };
  for (const GgufSetting& s : architecture.settings) {
    const auto value = resolved.json().find(s.key);
    if (s.by != By::constant || value == resolved.json().end() || parse_json(s.gguf, {}) == *value) continue;
    const Json expected = parse_json(s.gguf, {});
    throw ConfigError{{.problem = "a GGUF file of architecture " + name + " cannot say this",
                       .file = config.file(),
                       .key = config.own_key(s.key),
                       .expected = expected.is_string() ? expected.get<std::string>()
                                   : expected.is_null() ? "none"
                                                        : expected.dump(),
                       .found = value->is_string() ? value->get<std::string>() : describe(*value)}};
  }
  for (const GgufSetting& s : architecture.settings) {
    const auto value = resolved.json().find(s.key);
    if (value == resolved.json().end() || s.by == By::constant || s.gguf.empty()) continue;
    if (s.by == By::rope || s.by == By::rope_untruncated)
      for (const auto& [key, own] : gguf_of_rope_parameters(*value, name, config.file(), s.by == By::rope)) add(key, own);
    else if (s.by == By::conv_where_zero)
      to.add_array<std::int32_t>(name + "." + std::string(s.gguf), heads_of_layers(*value, resolved));
    else if (s.by != By::greatest)
      add(s.gguf, *value);
  }
}

}  // namespace ganymede::inline v0::detail
