#include <ganymede/text/grammar/constraint.hpp>

#include <ganymede/app/text_generator.hpp>

#include <doctest/doctest.h>

#include <regex>

using namespace ganymede;

namespace {
const TextGenerator<>& stories() {
  static const TextGenerator<> generator{std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf"};
  return generator;
}
}  // namespace

TEST_CASE("constraint: an answer is what a regular expression matches") {
  const Constraint constraint = regex("(yes|no), because [a-z]{3,10} [0-9]+\\.");
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::string text = stories()("Is it? ", {.max_new_tokens = 30, .temperature = 1.5, .seed = seed, .constraint = constraint});
    CAPTURE(text);
    CHECK(std::regex_match(text, std::regex("(yes|no), because [a-z]{3,10} [0-9]+\\.")));
  }
}
