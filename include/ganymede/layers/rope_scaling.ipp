#pragma once
// The bodies of rope_scaling.hpp.

#include <ganymede/layers/rope_scaling.hpp>

#include <ganymede/io/describe.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string_view>

namespace ganymede::inline v0 {

namespace detail {
template <class Number>
ConfigError unusable_rotary(const Settings& s, const std::string& key, const char* expected, Number found) {
  return ConfigError{
      {.problem = "unusable rotary settings", .file = s.file(), .key = key, .expected = expected, .found = describe_number(found)}};
}
}  // namespace detail

GANYMEDE_ONCE RopeConfig RopeConfig::from_config(const Settings& config, Index head_dim, const RopeDefaults& defaults) {
  RopeConfig rope;
  rope.max_position_embeddings = config.get_or<Index>("max_position_embeddings", defaults.max_position_embeddings);
  const bool local = defaults.layer_type == "sliding_attention";
  const bool old_spelling = !local && config.has("rope_scaling") && !config.sub("rope_scaling").empty();  // it wins, as in transformers
  rope.original_max_position_embeddings = config.get_or<Index>("original_max_position_embeddings", 0);
  rope.rope_theta = config.get_or<double>(local ? "rope_local_base_freq" : "rope_theta", defaults.rope_theta);
  double partial = config.get_or<double>("partial_rotary_factor", defaults.partial_rotary_factor);
  bool new_spelling = config.has("rope_parameters");  // asked for even where the old one wins: it is known
  bool by_layer_type = false;
  if (new_spelling && !defaults.layer_type.empty()) {
    const Settings all = config.sub("rope_parameters");
    by_layer_type = all.has("full_attention") || all.has("sliding_attention");
    new_spelling = by_layer_type ? all.has(defaults.layer_type) : !local;
  }
  if (old_spelling || new_spelling) {
    Settings s = config.sub(old_spelling ? "rope_scaling" : "rope_parameters");
    if (!old_spelling && by_layer_type) s = s.sub(defaults.layer_type);
    rope.rope_theta = s.get_or<double>("rope_theta", rope.rope_theta);
    partial = s.get_or<double>("partial_rotary_factor", partial);
    rope.read_scaling(s, s.get_or<std::string>("rope_type", s.get_or<std::string>("type", "default")));
    require_known(s);
  }
  if (!(partial > 0 && partial <= 1))
    throw ConfigError{{.problem = "unusable rotary settings",
                       .file = config.file(),
                       .key = "partial_rotary_factor",
                       .expected = "more than 0, at most 1",
                       .found = std::to_string(partial)}};
  const Index fallback = defaults.rotary_dim > 0 ? defaults.rotary_dim : Index(double(head_dim) * partial);
  rope.rotary_dim = config.get_or<Index>("rotary_dim", fallback);  // at most head_dim
  rope.validate(config, config.has("rotary_dim") ? config.own_key("rotary_dim") : "partial_rotary_factor", head_dim,
                defaults.odd_rotary_dim && !config.has("rotary_dim"));
  return rope;
}

GANYMEDE_ONCE void RopeConfig::require_by_layer_type(const Settings& config) {
  const auto fail = [&](const char* key, const char* expected) {
    return ConfigError{{.problem = "layers differ in their rotary settings", .file = config.file(), .key = key, .expected = expected}};
  };
  if (config.has("rope_parameters"))
    if (const Settings all = config.sub("rope_parameters"); !all.empty() && !all.has("full_attention") && !all.has("sliding_attention"))
      throw fail("rope_parameters", "full_attention and sliding_attention");
  if (config.has("rope_scaling"))
    if (const Settings s = config.sub("rope_scaling"); s.get_or<std::string>("type", "default") != "default" && !s.has("rope_type"))
      throw fail("rope_scaling", "rope_type, in place of type");
}

GANYMEDE_ONCE std::vector<float> RopeConfig::inverse_frequencies(Index max_length) const {
  double theta = rope_theta;
  const double dim = double(rotary_dim);
  if (type == Type::dynamic && max_length > max_position_embeddings)  // NTK-aware: the base grows with the declared length
    theta *= std::pow(factor * double(max_length) / double(max_position_embeddings) - (factor - 1), dim / (dim - 2));
  std::vector<float> inverse(static_cast<std::size_t>(frequency_count()));
  for (std::size_t i = 0; i < inverse.size(); ++i) {
    const float power = std::pow(float(theta), float(2 * i) / float(rotary_dim));
    inverse[i] = scaled(1.0F / power, power, Index(i));
    if (type == Type::longrope) inverse[i] = 1.0F / ((is_long(max_length) ? long_factor : short_factor)[i] * power);
    if (!freq_factors.empty()) inverse[i] /= freq_factors[i];
  }
  return inverse;
}

GANYMEDE_ONCE float RopeConfig::cos_sin_scale() const {
  if (type != Type::yarn && type != Type::longrope) return 1;
  if (attention_factor > 0) return float(attention_factor);
  if (type == Type::longrope)
    return factor <= 1 ? 1.0F : float(std::sqrt(1 + std::log(factor) / std::log(double(original_max_position_embeddings))));
  const auto m = [this](double scale) { return factor <= 1 ? 1.0 : 0.1 * scale * std::log(factor) + 1.0; };
  return float(mscale > 0 && mscale_all_dim > 0 ? m(mscale) / m(mscale_all_dim) : m(1));
}

GANYMEDE_ONCE void RopeConfig::read_scaling(const Settings& s, const std::string& name) {
  if (original_max_position_embeddings == 0)
    original_max_position_embeddings = s.get_or<Index>("original_max_position_embeddings", max_position_embeddings);
  if (name == "default") return;
  if (name == "linear")
    type = Type::linear;
  else if (name == "dynamic")
    type = Type::dynamic;
  else if (name == "longrope" || name == "su" ||
           (name == "yarn" && s.has("long_factor")))  // "su", and of Phi-3 "yarn" too, of its first days
    type = Type::longrope;
  else if (name == "yarn")
    type = Type::yarn;
  else if (name == "llama3")
    type = Type::llama3;
  else
    throw ConfigError{{.problem = "unsupported rope type",
                       .file = s.file(),
                       .key = "rope_type",
                       .expected = "default, linear, dynamic, yarn, longrope or llama3",
                       .found = name}};
  factor = (type == Type::yarn || type == Type::longrope) && !s.has("factor")
               ? double(max_position_embeddings) / double(std::max<Index>(original_max_position_embeddings, 1))
               : s.get<double>("factor");
  if (type == Type::llama3) {
    low_freq_factor = s.get<double>("low_freq_factor");
    high_freq_factor = s.get<double>("high_freq_factor");
  }
  if (type == Type::longrope)
    for (const auto& [key, list] : {std::pair{"short_factor", &short_factor}, {"long_factor", &long_factor}}) {
      if (!s.has(key)) continue;
      for (const double each : s.list<double>(key)) {
        if (!(each > 0 && each <= std::numeric_limits<float>::max())) throw detail::unusable_rotary(s, key, "positive numbers", each);
        list->push_back(float(each));
      }
    }
  beta_fast = s.get_or<double>("beta_fast", beta_fast);
  beta_slow = s.get_or<double>("beta_slow", beta_slow);
  attention_factor = s.get_or<double>("attention_factor", 0);
  if (s.has("attention_factor") && !(attention_factor > 0))
    throw detail::unusable_rotary(s, "attention_factor", "a positive number", attention_factor);
  mscale = s.get_or<double>("mscale", 0);
  mscale_all_dim = s.get_or<double>("mscale_all_dim", 0);
  truncate = s.get_or<bool>("truncate", true);
}

GANYMEDE_ONCE void RopeConfig::require_known(const Settings& s) {
  constexpr std::string_view known[] = {"rope_type",      "type",      "rope_theta",       "partial_rotary_factor",
                                        "factor",         "finetuned", "low_freq_factor",  "original_max_position_embeddings",
                                        "beta_fast",      "beta_slow", "mscale",           "high_freq_factor",
                                        "mscale_all_dim", "truncate",  "attention_factor", "short_factor",
                                        "long_factor"};
  s.for_each([&](const std::string& key, const Json& value) {
    if (std::find(std::begin(known), std::end(known), key) == std::end(known))
      throw ConfigError{{.problem = "this rotary setting is not known", .file = s.file(), .key = key, .found = detail::describe(value)}};
  });
}

GANYMEDE_ONCE void RopeConfig::validate(const Settings& s, const std::string& dimensions, Index head_dim, bool odd) const {
  const auto require = [&s](bool holds, const std::string& key, const char* expected, auto found) {
    if (!holds) throw detail::unusable_rotary(s, key, expected, found);
  };
  constexpr Index most_positions = Index{1} << 31;
  const auto positive = [](double value) { return value > 0 && std::isfinite(value); };
  const bool pairs = rotary_dim % 2 == 0 || (odd && rotary_dim > 1 && type != Type::yarn && type != Type::longrope);
  require(rotary_dim > 0 && pairs && 2 * frequency_count() <= head_dim, dimensions, "a positive even number, at most that of a head",
          rotary_dim);
  require(type != Type::dynamic || rotary_dim > 2, dimensions, "more than 2 for dynamic scaling", rotary_dim);
  require(rope_theta > 1 && std::isfinite(rope_theta), "rope_theta", "more than 1", rope_theta);
  require(positive(factor), "factor", "a positive number", factor);
  require(max_position_embeddings > 0 && max_position_embeddings <= most_positions, "max_position_embeddings", "a positive number",
          max_position_embeddings);
  require(type == Type::plain || type == Type::linear || type == Type::dynamic ||
              (original_max_position_embeddings > 0 && original_max_position_embeddings <= most_positions),
          "original_max_position_embeddings", "a positive number", original_max_position_embeddings);
  if (type == Type::llama3) {
    require(positive(low_freq_factor), "low_freq_factor", "a positive number", low_freq_factor);
    require(high_freq_factor > low_freq_factor, "high_freq_factor", "more than low_freq_factor", high_freq_factor);
  }
  if (type == Type::longrope && !(s.are_named() && short_factor.empty() && long_factor.empty())) {  // else they are tensors
    const std::string all = std::to_string(frequency_count()) + " numbers, as longrope has them";
    require(Index(short_factor.size()) == frequency_count(), "short_factor", all.c_str(), Index(short_factor.size()));
    require(Index(long_factor.size()) == frequency_count(), "long_factor", all.c_str(), Index(long_factor.size()));
  }
  if (type == Type::yarn) {
    require(positive(beta_fast), "beta_fast", "a positive number", beta_fast);
    require(positive(beta_slow), "beta_slow", "a positive number", beta_slow);
    require(attention_factor >= 0 && std::isfinite(attention_factor), "attention_factor", "a positive number", attention_factor);
  }
}

GANYMEDE_ONCE float RopeConfig::scaled(float inverse, float power, Index i) const {
  if (type == Type::linear) return inverse / float(factor);
  if (type == Type::llama3) {
    const float wavelength = 6.283185307179586F / inverse, old_length = float(original_max_position_embeddings);
    if (wavelength < old_length / float(high_freq_factor)) return inverse;
    if (wavelength > old_length / float(low_freq_factor)) return inverse / float(factor);
    const float smooth = (old_length / wavelength - float(low_freq_factor)) / float(high_freq_factor - low_freq_factor);
    return (1 - smooth) * inverse / float(factor) + smooth * inverse;
  }
  if (type == Type::yarn) {  // Peng et al. 2023, section 3.2: fast dimensions keep their frequency, slow ones are interpolated
    const auto dimension_of = [this](double rotations) {
      return double(rotary_dim) * std::log(double(original_max_position_embeddings) / (rotations * 6.283185307179586)) /
             (2 * std::log(rope_theta));
    };
    double low = dimension_of(beta_fast), high = dimension_of(beta_slow);
    if (truncate) low = std::floor(low), high = std::ceil(high);
    low = std::max(low, 0.0), high = std::min(high, double(rotary_dim - 1));
    if (low == high) high += 0.001;
    const float keep = 1 - std::clamp(float((double(i) - low) / (high - low)), 0.0F, 1.0F);
    return 1.0F / (float(factor) * power) * (1 - keep) + inverse * keep;
  }
  return inverse;
}

}  // namespace ganymede::inline v0
