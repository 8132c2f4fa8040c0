#pragma once
// adapter_config.json, as PEFT's LoraConfig writes it.

#include <ganymede/core/types.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

struct LoraConfig {
  Index r = 8;
  double lora_alpha = 8;
  std::vector<std::pair<std::string, Index>> rank_pattern{};    // module, or the end of its path -> its own r
  std::vector<std::pair<std::string, double>> alpha_pattern{};  // the same for lora_alpha
  bool use_rslora = false, use_dora = false, fan_in_fan_out = false, lora_bias = false;

  LoraConfig() = default;
  /// Every key is read, known to change nothing, or a ConfigError that names it.
  explicit LoraConfig(const Settings& settings);

  /// Of the module `path`: its rank, and what B A is multiplied by.
  Index rank_of(std::string_view path) const;
  double scale_of(std::string_view path) const;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/lora_config.ipp>
#endif
