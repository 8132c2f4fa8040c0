#include <ganymede/io/gguf_rope.hpp>

#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;
using detail::rope_parameters_of_gguf, detail::gguf_of_rope_parameters;

namespace {
Json scaling_read(const Json& metadata) { return rope_parameters_of_gguf(Settings(metadata, "model.gguf")); }
}  // namespace

TEST_CASE("what rope_parameters become in GGUF is read as those") {
  const Json linear{{"rope_type", "linear"}, {"factor", 2.5}};
  const Json yarn{{"rope_type", "yarn"},      {"factor", 4.0},     {"original_max_position_embeddings", 16},
                  {"attention_factor", 0.75}, {"beta_fast", 30.0}, {"beta_slow", 2.0}};
  for (Json rope : {linear, yarn}) {
    Json metadata, asked = rope;
    asked["truncate"] = true;
    for (const auto& [key, value] : gguf_of_rope_parameters(asked, "llama", "config.json")) metadata[key] = value;
    Json read = scaling_read(metadata);
    if (rope.contains("attention_factor")) {
      CHECK(read["attention_factor"].get<double>() == doctest::Approx(0.75));
      read["attention_factor"] = rope["attention_factor"];
    }
    CHECK(read == rope);
  }
  CHECK(gguf_of_rope_parameters({{"rope_type", "default"}}, "llama", "config.json").empty());
  CHECK(gguf_of_rope_parameters({{"rope_type", "llama3"}}, "llama", "config.json").empty());
}

TEST_CASE("rope scaling that one of the two cannot say is refused by its own name") {
  CHECK(error_of<ConfigError>([] { gguf_of_rope_parameters({{"rope_type", "dynamic"}}, "llama", "config.json"); }).key == "rope_type");
  CHECK(error_of<ConfigError>([] { scaling_read({{"rope.scaling.factor", -1.0}}); }).key == "rope.scaling.factor");
  CHECK(error_of<ConfigError>([] { scaling_read({{"rope.scale_linear", -1.0}}); }).key == "rope.scale_linear");
  CHECK(error_of<ConfigError>([] {
          scaling_read({{"rope.scaling.type", "longrope"}, {"rope.scaling.factor", 2.0}});
        }).key == "rope.scaling.type");
}
