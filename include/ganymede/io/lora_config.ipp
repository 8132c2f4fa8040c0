#pragma once
// The bodies of lora_config.hpp.

#include <ganymede/io/lora_config.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/known_settings.hpp>
#include <ganymede/io/setting_checks.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>

namespace ganymede::inline v0::detail {

inline constexpr KnownSettings lora_config_known[] = {
    {"auto_mapping base_model_name_or_path inference_mode peft_version revision task_type unsloth_*", "where it came from, and notes"},
    {"target_modules exclude_modules layers_to_transform layers_pattern modules_to_save",
     "where it was put: the names of its tensors say so"},
    {"lora_dropout eva_config corda_config loftq_config lora_ga_config runtime_config megatron_core qalora_group_size", "training alone"},
    {"bias", "which biases it brings: its tensors say so", "\"none\"|\"all\"|\"lora_only\""},
    // With pissa, olora, corda, loftq and others PEFT takes from the weights of the base what A and B began as, each time it loads one.
    {"init_lora_weights", "what A and B were before training", "true|false|\"gaussian\"|\"eva\"|\"orthogonal\""},
    {"enable_lora megatron_config layer_replication alora_invocation_tokens use_bdlora arrow_config kasa_config monteclora_config "
     "velora_config",
     "absent, or something that is not done here", "null"},
    {"trainable_token_indices target_parameters", "absent, or something that is not done here", "[]|{}"},
    {"merge_weights use_qalora ensure_weight_tying", "only without", "false"},
};

/// `pattern`, a regular expression of PEFT's, as the plain name that it almost always is.
inline std::string plain_module_name(std::string_view pattern, const Settings& settings, std::string_view key) {
  std::string name;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size() && pattern[i + 1] == '.')
      name += pattern[++i];
    else if ((c == '^' && i == 0) || std::string_view("\\*+?|()[]{}^$").find(c) == std::string_view::npos)
      name += c;
    else if (c != '$' || i + 1 != pattern.size())
      throw ConfigError{{.problem = "patterns are names of modules or their ends, not regular expressions",
                         .file = settings.file(),
                         .key = std::string(key),
                         .expected = "q_proj, layers.0.self_attn.q_proj, ^model.layers.0.self_attn.q_proj",
                         .found = std::string(pattern)}};
  }
  return name;
}

template <class Value>
std::vector<std::pair<std::string, Value>> read_patterns(const Settings& settings, std::string_view key) {
  std::vector<std::pair<std::string, Value>> patterns;
  if (!settings.has(key)) return patterns;
  const Settings own = settings.sub(key);
  own.for_each([&](const std::string& pattern, const Json&) {
    if constexpr (std::same_as<Value, Index>)
      patterns.emplace_back(plain_module_name(pattern, settings, key), positive(own, pattern));
    else
      patterns.emplace_back(plain_module_name(pattern, settings, key), own.get<Value>(pattern));
  });
  return patterns;
}

/// What the first pattern that fits `path` says: a whole path behind "^", or else its end.
template <class Value>
Value of_pattern(const std::vector<std::pair<std::string, Value>>& patterns, std::string_view path, Value otherwise) {
  for (const auto& [pattern, value] : patterns) {
    const bool whole = pattern.starts_with('^');
    const std::string_view name = std::string_view(pattern).substr(whole ? 1 : 0);
    if (path == name || (!whole && path.size() > name.size() && path.ends_with(name) && path[path.size() - name.size() - 1] == '.'))
      return value;
  }
  return otherwise;
}

GANYMEDE_ONCE LoraConfig::LoraConfig(const Settings& given) {
  const Settings settings = given.recorded();
  if (const auto type = settings.get<std::string>("peft_type"); type != "LORA")
    throw ConfigError{{.problem = "adapters of this kind are not supported",
                       .file = settings.file(),
                       .key = "peft_type",
                       .expected = "LORA",
                       .found = type}};
  r = positive(settings, "r");
  lora_alpha = settings.get<double>("lora_alpha");
  rank_pattern = read_patterns<Index>(settings, "rank_pattern");
  alpha_pattern = read_patterns<double>(settings, "alpha_pattern");
  use_rslora = settings.get_or<bool>("use_rslora", false);
  use_dora = settings.get_or<bool>("use_dora", false);
  fan_in_fan_out = settings.get_or<bool>("fan_in_fan_out", false);
  lora_bias = settings.get_or<bool>("lora_bias", false);
  if (lora_bias && use_dora)
    throw ConfigError{{.problem = "not together with use_dora", .file = settings.file(), .key = "lora_bias", .expected = "false"}};
  settings.for_each_unread([&](const std::string& key, const Json& value) {
    std::string expected;
    if (is_known(lora_config_known, key, value, expected)) return;
    throw ConfigError{{.problem = expected.empty() ? "this setting is not known, and might change the result" : "not supported",
                       .file = settings.file(),
                       .key = key,
                       .expected = std::move(expected),
                       .found = value.dump()}};
  });
}

GANYMEDE_ONCE Index LoraConfig::rank_of(std::string_view path) const { return of_pattern(rank_pattern, path, r); }

GANYMEDE_ONCE double LoraConfig::scale_of(std::string_view path) const {
  const auto rank = static_cast<double>(rank_of(path));
  return of_pattern(alpha_pattern, path, lora_alpha) / (use_rslora ? std::sqrt(rank) : rank);
}

}  // namespace ganymede::inline v0::detail
