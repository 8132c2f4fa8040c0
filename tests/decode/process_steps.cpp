#include <ganymede/decode/process_steps.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace ganymede;

namespace {
std::vector<float> random_logits(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> logits(300);
  for (float& logit : logits) logit = static_cast<float>(random() % 4001) / 250 - 8;
  return logits;
}
}  // namespace

TEST_CASE("the last step's logits are those of process(), bit for bit, and the steps come in its order") {
  const std::vector<TokenId> history{3, 4, 5, 4};
  const TextSoFar text{history, 2};
  for (unsigned which = 0; which < 256; ++which) {
    CAPTURE(which);
    GenerationConfig config;
    config.do_sample = (which & 1) == 0;
    if ((which & 2) != 0) config.temperature = 0.7;
    if ((which & 4) != 0) config.top_k = 40;
    if ((which & 8) != 0) config.top_p = 0.8;
    if ((which & 16) != 0) config.min_p = 0.02;
    if ((which & 32) != 0) config.typical_p = 0.9;
    if ((which & 64) != 0) config.repetition_penalty = 1.3;
    if ((which & 128) != 0) config.renormalize_logits = true;
    const std::vector<float> logits = random_logits(which);
    std::vector<float> expected = logits, last = logits;
    process(expected, text, config);
    std::string names;
    process_in_steps(logits, text, config, [&](const char* name, double, std::span<const float> now) {
      names.append(name).append(" ");
      last.assign(now.begin(), now.end());
    });
    CHECK(last == expected);
    const bool samples = config.do_sample;
    CHECK(names == std::string((which & 64) != 0 ? "processors " : "") + (samples && (which & 2) != 0 ? "temperature " : "") +
                       (samples && (which & 4) != 0 ? "top_k " : "") + (samples && (which & 8) != 0 ? "top_p " : "") +
                       (samples && (which & 16) != 0 ? "min_p " : "") + (samples && (which & 32) != 0 ? "typical_p " : "") +
                       ((which & 128) != 0 ? "renormalize_logits " : ""));
  }
}

TEST_CASE("a step is told with its setting; penalties that change nothing are no step") {
  const std::vector<float> logits = random_logits(1);
  GenerationConfig config;
  config.repetition_penalty = 1.5;
  config.do_sample = true;
  config.top_k = 7;
  int steps = 0;
  process_in_steps(logits, {}, config, [&](const std::string& name, double setting, std::span<const float> now) {
    ++steps;
    CHECK(name == "top_k");
    CHECK(setting == 7);
    CHECK(std::count(now.begin(), now.end(), minus_infinity) >= 290);
  });
  CHECK(steps == 1);
}
