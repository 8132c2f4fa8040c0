#pragma once
// The bodies of quantization_settings.hpp.

#include <ganymede/io/quantized/quantization_settings.hpp>

#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE ConfigError not_supported(const Settings& config, std::string_view key, std::string expected) {
  const auto at = config.json().find(key);
  return ConfigError{{.problem = "not supported",
                      .file = config.file(),
                      .key = "quantization_config." + std::string(key),
                      .expected = std::move(expected),
                      .found = at == config.json().end() ? "nothing" : describe(*at)}};
}

GANYMEDE_ONCE void require_quantization_known(const Settings& config, std::span<const KnownSettings> known) {
  config.for_each_unread([&](const std::string& key, const Json& value) {
    std::string expected;
    constexpr std::string_view within = "quantization_config.";
    const std::string_view own = key.starts_with(within) ? std::string_view(key).substr(within.size()) : std::string_view(key);
    if (own == "quant_method" || is_known(known, own, value, expected)) return;
    throw ConfigError{{.problem = expected.empty() ? "this setting is not known, and might change the result" : "not supported",
                       .file = config.file(),
                       .key = "quantization_config." + std::string(own),
                       .expected = expected,
                       .found = describe(value)}};
  });
}

GANYMEDE_ONCE Settings quantization_settings(const Settings& config, const std::filesystem::path& folder,
                                             std::span<const StoredTensor> tensors) {
  for (const char* key : {"quantization_config", "compression_config"})
    if (config.has(key)) return config.sub(key);
  // AutoGPTQ and AutoAWQ, before transformers knew them
  if (std::ranges::none_of(tensors, [](const StoredTensor& t) { return t.name.ends_with(".qweight"); })) return {};
  for (const auto& [file, method] : {std::pair{"quantize_config.json", "gptq"}, {"quant_config.json", "awq"}}) {
    std::error_code ignored;
    const std::filesystem::path path = folder / file;
    if (!std::filesystem::exists(path, ignored)) continue;
    Json json = read_json(path);
    if (json.is_object() && !json.contains("quant_method")) json["quant_method"] = method;
    return {std::move(json), path.string()};
  }
  return {};
}

}  // namespace ganymede::inline v0::detail
