#pragma once
// process(), one setting after the other: what each of them does to a distribution can be looked at.

#include <ganymede/decode/logits_processors.hpp>

#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// Calls step(name, setting, logits [V]) after each setting of `config` that is in use, in process()'s order, with the logits so far; what
/// looks at the text (penalties, biases, forbidden and forced tokens) is one step, "processors", told of only where it changed something.
/// The logits of the last step are those of process(), bit for bit.
template <class Step>
void process_in_steps(std::span<const float> logits, const TextSoFar& text, const GenerationConfig& config, Step step) {
  LogitsScratch scratch;
  std::vector<float> now;
  const auto process_with = [&](const GenerationConfig& settings) {
    now.assign(logits.begin(), logits.end());
    process(now, text, settings, scratch);
  };
  GenerationConfig so_far = config;
  so_far.temperature = 1;
  so_far.top_k = 0;
  so_far.top_p = so_far.typical_p = 1;
  so_far.min_p = 0;
  so_far.renormalize_logits = false;
  process_with(so_far);
  if (!std::equal(now.begin(), now.end(), logits.begin())) step("processors", 0.0, std::span<const float>(now));
  const auto take = [&](const char* name, auto GenerationConfig::*setting, double value, bool used) {
    if (!used) return;
    so_far.*setting = config.*setting;
    process_with(so_far);
    step(name, value, std::span<const float>(now));
  };
  if (config.samples()) {
    take("temperature", &GenerationConfig::temperature, config.temperature, config.temperature != 1);
    take("top_k", &GenerationConfig::top_k, double(config.top_k), config.top_k > 0);
    take("top_p", &GenerationConfig::top_p, config.top_p, config.top_p < 1);
    take("min_p", &GenerationConfig::min_p, config.min_p, config.min_p > 0);
    take("typical_p", &GenerationConfig::typical_p, config.typical_p, config.typical_p < 1);
  }
  take("renormalize_logits", &GenerationConfig::renormalize_logits, 1, config.renormalize_logits);
}

}  // namespace ganymede::inline v0
