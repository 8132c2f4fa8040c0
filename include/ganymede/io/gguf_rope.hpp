#pragma once
// How rotary positions are stretched: GGUF's rope.scaling.* against config.json's rope_parameters, in both directions.

#include <ganymede/core/error.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

/// What llama.cpp multiplies cosines and sines with for a factor of yarn, before attn_factor (Peng et al. 2023, section 3.4).
inline double gguf_yarn_scale(double factor) { return factor > 1 ? 0.1 * std::log(factor) + 1 : 1; }

/// rope_parameters, of metadata without the architecture's prefix. A factor without a type is linear, and a factor of 0 none, as in
/// llama.cpp. Throws ConfigError.
inline Json rope_parameters_of_gguf(const Settings& own) {
  const auto unusable = [&own](const char* key, double found) {
    return ConfigError{{.problem = "unusable rotary settings",
                        .file = own.file(),
                        .key = key,
                        .expected = "a positive number",
                        .found = describe(Json(found))}};
  };
  const std::string type = own.get_or<std::string>("rope.scaling.type", "linear");
  const double linear = own.get_or<double>("rope.scale_linear", 1);
  double factor = own.get_or<double>("rope.scaling.factor", linear);
  if (factor == 0) factor = 1;
  if (!(factor > 0)) throw unusable(own.has("rope.scaling.factor") ? "rope.scaling.factor" : "rope.scale_linear", factor);
  Json rope{{"rope_type", "default"}};
  if (own.has("rope.scaling.original_context_length"))
    rope["original_max_position_embeddings"] = own.get<std::int64_t>("rope.scaling.original_context_length");
  if (type == "none" || (type == "linear" && factor == 1)) return rope;
  if (type != "linear" && type != "yarn")
    throw ConfigError{{.problem = "unsupported rope scaling",
                       .file = own.file(),
                       .key = "rope.scaling.type",
                       .expected = "none, linear or yarn",
                       .found = type}};
  rope["rope_type"] = type;
  rope["factor"] = factor;
  if (type == "linear") return rope;
  for (const auto& [key, gguf] : {std::pair{"beta_fast", "rope.scaling.yarn_beta_fast"}, {"beta_slow", "rope.scaling.yarn_beta_slow"}})
    if (own.has(gguf)) rope[key] = own.get<double>(gguf);
  if (own.has("rope.scaling.attn_factor")) {
    const double attention = own.get<double>("rope.scaling.attn_factor");
    if (!(attention > 0)) throw unusable("rope.scaling.attn_factor", attention);
    rope["attention_factor"] = attention * gguf_yarn_scale(factor);
  }
  return rope;
}

/// The same of a file with lists of factors (Phi-3): LongRoPE, whatever rope.scaling.type says. Throws ConfigError.
inline Json longrope_parameters_of_gguf(const Settings& own) {
  static_cast<void>(own.get_or<std::string>("rope.scaling.type", "longrope"));
  Json rope{{"rope_type", "longrope"}};
  if (own.has("rope.scaling.original_context_length"))
    rope["original_max_position_embeddings"] = own.get<std::int64_t>("rope.scaling.original_context_length");
  if (own.has("rope.scaling.attn_factor")) rope["attention_factor"] = own.get<double>("rope.scaling.attn_factor");
  return rope;
}

/// The metadata for rope_parameters that say everything. Llama 3's scaling stands in rope_freqs.weight. ConfigError, naming `file`, for
/// what GGUF has no form for.
inline std::vector<std::pair<std::string, Json>> gguf_of_rope_parameters(const Json& rope, const std::string& architecture,
                                                                         const std::string& file, bool truncate = true) {
  const auto require = [&](bool holds, const char* key, const char* expected, const std::string& found) {
    if (!holds)
      throw ConfigError{{.problem = "a GGUF file of architecture " + architecture + " cannot say this",
                         .file = file,
                         .key = key,
                         .expected = expected,
                         .found = found}};
  };
  const auto type = rope.at("rope_type").get<std::string>();
  require(type == "default" || type == "linear" || type == "yarn" || type == "llama3", "rope_type", "default, linear, yarn or llama3",
          type);
  std::vector<std::pair<std::string, Json>> written;
  if (type != "linear" && type != "yarn") return written;
  const auto factor = rope.at("factor").get<double>();
  written = {{"rope.scaling.type", type}, {"rope.scaling.factor", factor}};
  if (type == "linear") return written;
  written.insert(written.end(), {{"rope.scaling.original_context_length", rope.at("original_max_position_embeddings")},
                                 {"rope.scaling.attn_factor", rope.at("attention_factor").get<double>() / gguf_yarn_scale(factor)},
                                 {"rope.scaling.yarn_beta_fast", rope.at("beta_fast")},
                                 {"rope.scaling.yarn_beta_slow", rope.at("beta_slow")}});
  require(rope.at("truncate") == truncate, "truncate", truncate ? "true" : "false", truncate ? "false" : "true");
  return written;
}

}  // namespace ganymede::inline v0::detail
