#include <ganymede/io/json.hpp>
#include <ganymede/layers/rope_scaling.hpp>

#include <ganymede/io/gguf_architectures.hpp>
#include <ganymede/io/gguf_setting_names.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace ganymede;

namespace {
Settings gguf_settings(const Json& metadata) {  // as the checkpoint of a GGUF file has them
  return Settings(metadata, "model.gguf")
      .named(std::make_shared<const detail::GgufSettingNames>(*detail::gguf::architecture("llama"),
                                                              [](std::string_view) -> const StoredTensor* { return nullptr; }));
}
RopeConfig from(const char* json) { return RopeConfig::from_config(Settings(parse_json(json, "config.json"), "config.json"), 8); }
}  // namespace

TEST_CASE("plain frequencies are theta^(-2i/d)") {
  const auto inverse = from(R"({"rope_theta": 10000, "max_position_embeddings": 64})").inverse_frequencies(64);
  REQUIRE(inverse.size() == 4);
  CHECK(inverse[0] == doctest::Approx(1));
  CHECK(inverse[1] == doctest::Approx(0.1));
  CHECK(inverse[3] == doctest::Approx(0.001));
}

TEST_CASE("old and new spellings mean the same") {
  const auto old = from(R"({"rope_theta": 500, "rope_scaling": {"type": "linear", "factor": 2}})").inverse_frequencies(1);
  CHECK(old == from(R"({"rope_parameters": {"rope_type": "linear", "rope_theta": 500, "factor": 2}})").inverse_frequencies(1));
  CHECK(old[0] == doctest::Approx(0.5));
}

TEST_CASE("dynamic scaling follows the declared length, once it is longer than the trained context") {
  const RopeConfig rope = from(R"({"max_position_embeddings": 16, "rope_scaling": {"rope_type": "dynamic", "factor": 2}})");
  CHECK(rope.inverse_frequencies(16) == rope.inverse_frequencies(3));
  CHECK(rope.inverse_frequencies(32)[1] < rope.inverse_frequencies(16)[1]);
}

TEST_CASE("what cannot be computed faithfully is refused by name") {
  CHECK_THROWS_WITH_AS(from(R"({"rope_scaling": {"rope_type": "longrope", "factor": 2}})"), doctest::Contains("longrope"), ConfigError);
  CHECK_THROWS_WITH_AS(from(R"({"rope_scaling": {"rope_type": "linear"}})"), doctest::Contains("factor"), ConfigError);
  CHECK_THROWS_AS(from(R"({"rope_scaling": {"rope_type": "linear", "factor": -1}})"), ConfigError);
  CHECK_THROWS_AS(from(R"({"partial_rotary_factor": 0.01})"), ConfigError);
  CHECK_THROWS_AS(from(R"({"rope_theta": 0})"), ConfigError);
}

TEST_CASE("no more dimensions than a head has can be rotated, and whole pairs") {
  for (const char* const factor : {"2", "1.01", "8000", "1e300", "-1", "0", "0.4", "1e-300"}) {  // 0.4 of 8: 3
    CAPTURE(factor);
    CHECK_THROWS_AS(from((std::string(R"({"partial_rotary_factor": )") + factor + "}").c_str()), ConfigError);
    CHECK_THROWS_AS(from((std::string(R"({"rope_parameters": {"partial_rotary_factor": )") + factor + "}}").c_str()), ConfigError);
  }
  CHECK(from(R"({"partial_rotary_factor": 0.5})").rotary_dim == 4);
  CHECK_THROWS_AS(RopeConfig::from_config(Settings(Json::object(), "config.json"), 7), ConfigError);
  for (const Index dimensions : {0, 7, 10, -8}) {
    const Settings metadata = gguf_settings(Json{{"context_length", 16}, {"rope.dimension_count", dimensions}});
    CHECK_THROWS_AS(RopeConfig::from_config(metadata, 8), ConfigError);
  }
}

TEST_CASE("numbers that no frequency can be computed with are refused by name") {
  const auto refused = [](std::string settings, const char* key) {
    CAPTURE(settings);
    CHECK_THROWS_WITH_AS(from(settings.c_str()), doctest::Contains(key), ConfigError);
  };
  const auto llama3 = [] {
    return std::string(R"({"rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4, )") +
           R"("original_max_position_embeddings": 32}, "max_position_embeddings": 64})";
  };
  CHECK(from(llama3().c_str()).type == RopeConfig::Type::llama3);
  refused(R"({"rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 0, "high_freq_factor": 4}})", "low_freq_factor");
  refused(R"({"rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 2, "high_freq_factor": 2}})", "high_freq_factor");
  for (const char* const key : {"beta_fast", "beta_slow", "attention_factor"})
    refused(std::string(R"({"rope_scaling": {"rope_type": "yarn", "factor": 8, ")") + key + R"(": -1}})", key);
  refused(R"({"rope_scaling": {"rope_type": "yarn", "factor": 8, "original_max_position_embeddings": 0}})",
          "original_max_position_embeddings");
  refused(R"({"max_position_embeddings": 9e15})", "max_position_embeddings");
  refused(R"({"max_position_embeddings": -5})", "max_position_embeddings");
  refused(R"({"rope_scaling": {"rope_type": "linear", "factor": 2, "mrope_section": [1]}})", "mrope_section");
  refused(R"({"rope_parameters": {"full_attention": {"rope_type": "default"}}})", "full_attention");
}

TEST_CASE("of two dictionaries the old one counts, if there is something in it, as in transformers") {
  CHECK(from(R"({"rope_scaling": {"type": "linear", "factor": 2}, "rope_parameters": {"rope_type": "default"}})").factor == 2);
  CHECK(from(R"({"rope_scaling": {}, "rope_parameters": {"rope_type": "linear", "factor": 3}})").factor == 3);
}

TEST_CASE("a factor of GGUF is linear unless it says how, and none if it is 0: as in llama.cpp") {
  const auto gguf = [](Json more) {
    more["context_length"] = 64;
    return RopeConfig::from_config(gguf_settings(more), 8);
  };
  const auto plain = gguf({}).inverse_frequencies(1);
  const RopeConfig linear = gguf({{"rope.scaling.factor", 8.0}});
  CHECK(linear.type == RopeConfig::Type::linear);
  for (std::size_t i = 0; i < plain.size(); ++i) CHECK(linear.inverse_frequencies(1)[i] == plain[i] / 8);
  CHECK(gguf({{"rope.scaling.type", "linear"}, {"rope.scaling.factor", 8.0}}).inverse_frequencies(1) == linear.inverse_frequencies(1));
  CHECK(gguf({{"rope.scale_linear", 8.0}}).inverse_frequencies(1) == linear.inverse_frequencies(1));
  CHECK(gguf({{"rope.scaling.type", "none"}, {"rope.scaling.factor", 8.0}}).inverse_frequencies(1) == plain);
  CHECK(gguf({{"rope.scaling.factor", 0.0}}).inverse_frequencies(1) == plain);
  CHECK(gguf({{"rope.scaling.factor", 1.0}}).type == RopeConfig::Type::plain);
  CHECK_THROWS_WITH_AS(gguf({{"rope.scaling.type", "longrope"}}), doctest::Contains("longrope"), ConfigError);
  CHECK_THROWS_AS(gguf({{"rope.scaling.factor", -2.0}}), ConfigError);
  CHECK_THROWS_AS(gguf({{"rope.scaling.type", "yarn"}, {"rope.scaling.factor", 2.0}, {"rope.scaling.attn_factor", 0.0}}), ConfigError);
}

TEST_CASE("LongRoPE divides by one list within the first length, and by another beyond it") {
  const RopeConfig rope = from(R"({"max_position_embeddings": 64, "original_max_position_embeddings": 16, "rope_theta": 100,
      "rope_scaling": {"type": "longrope", "short_factor": [1, 2, 1, 1], "long_factor": [4, 1, 1, 8]}})");
  const std::vector<float> within = rope.inverse_frequencies(16), beyond = rope.inverse_frequencies(17);
  const double plain[] = {1, 0.31622777, 0.1, 0.031622777};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(within[i] == doctest::Approx(plain[i] / rope.short_factor[i]));
    CHECK(beyond[i] == doctest::Approx(plain[i] / rope.long_factor[i]));
  }
  CHECK(rope.differs(16));
  CHECK_FALSE(rope.differs(17));
  CHECK(rope.cos_sin_scale() == doctest::Approx(std::sqrt(1 + std::log(4.0) / std::log(16.0))));  // 64 / 16
  const char* same = R"({"max_position_embeddings": 16, "rope_scaling": {"rope_type": "su", "attention_factor": 1.25,
      "short_factor": [1, 2, 1, 1], "long_factor": [4, 1, 1, 8]}})";
  CHECK(from(same).cos_sin_scale() == 1.25F);
  CHECK_FALSE(from(same).differs(16));
}

TEST_CASE("a part of a head may be odd where the class rotates as many dimensions as it has cosines: a quarter of 12") {
  const Settings config(Json{{"partial_rotary_factor", 0.25}}, "config.json");
  CHECK_THROWS_AS(RopeConfig::from_config(config, 12), ConfigError);
  const RopeConfig rope = RopeConfig::from_config(config, 12, {.odd_rotary_dim = true});
  CHECK(rope.rotary_dim == 3);
  REQUIRE(rope.inverse_frequencies(16).size() == 2);
  CHECK(rope.inverse_frequencies(16)[0] == 1);
  CHECK(rope.inverse_frequencies(16)[1] == doctest::Approx(std::pow(10000, -2.0 / 3)));
  for (const char* const type : {"yarn", "longrope"}) {  // their ramps and factors are of pairs
    const Settings scaled(Json{{"rope_parameters", {{"rope_type", type}, {"factor", 2}, {"partial_rotary_factor", 0.25}}}}, "config.json");
    CHECK_THROWS_WITH_AS(RopeConfig::from_config(scaled, 12, {.odd_rotary_dim = true}), doctest::Contains("partial_rotary_factor"),
                         ConfigError);
  }
  CHECK_THROWS_AS(RopeConfig::from_config(Settings(Json{{"partial_rotary_factor", 1}}, "config.json"), 3, {.odd_rotary_dim = true}),
                  ConfigError);  // 4 of 3
}
