#pragma once
// What a family says about its Hugging Face checkpoints as GGUF files; app/export_gguf.hpp writes them.

#include <ganymede/layers/rope_scaling.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ganymede::inline v0 {

/// The answer of F::gguf_layout(checkpoint). Names are GGUF's, with "{}" for the layer's number.
struct GgufLayout {
  using Value = std::variant<std::uint32_t, float, std::string>;

  std::string architecture{};
  Index layers = 0, vocab_size = 0;
  bool tied_head = false;
  std::vector<std::string_view> transposed{};             ///< stored [in, out] by Hugging Face
  std::vector<std::string_view> rotary{};                 ///< rows (and biases) whose rotary pairs GGUF makes neighbours
  Index head_dim = 0;                                     ///< rows of a head of those
  std::vector<std::pair<std::string, Value>> settings{};  ///< without "<architecture>."
  std::vector<float> rope_freqs{};                        ///< rope_freqs.weight, where there is one

  void set(std::string key, Index value) { settings.emplace_back(std::move(key), static_cast<std::uint32_t>(value)); }
  void set(std::string key, double value) { settings.emplace_back(std::move(key), static_cast<float>(value)); }
  void set(std::string key, std::string value) { settings.emplace_back(std::move(key), std::move(value)); }

  /// ConfigError unless `found` is what GGUF takes for granted of this architecture.
  void require(const Settings& config, const char* key, const std::string& expected, const std::string& found) const {
    if (found != expected)
      throw ConfigError{{.problem = "a GGUF file of architecture " + architecture + " cannot say this",
                         .file = config.file(),
                         .key = key,
                         .expected = expected,
                         .found = found}};
  }

  /// What RopeConfig::from_gguf() reads. Llama 3's scaling becomes a factor for each frequency; dynamic scaling has no GGUF form.
  void set_rope(const RopeConfig& rope, const Settings& config) {
    using Type = RopeConfig::Type;
    set("context_length", rope.max_position_embeddings);
    set("rope.freq_base", rope.rope_theta);
    set("rope.dimension_count", rope.rotary_dim);
    require(config, "rope_type", "default, linear, yarn or llama3",
            rope.type == Type::dynamic ? "dynamic" : "default, linear, yarn or llama3");
    if (rope.type == Type::llama3) {
      RopeConfig plain = rope;
      plain.type = Type::plain;
      const std::vector<float> from = plain.inverse_frequencies(1), to = rope.inverse_frequencies(1);
      for (std::size_t i = 0; i < from.size(); ++i) rope_freqs.push_back(from[i] / to[i]);
    }
    if (rope.type != Type::linear && rope.type != Type::yarn) return;
    set("rope.scaling.type", std::string(rope.type == Type::linear ? "linear" : "yarn"));
    set("rope.scaling.factor", rope.factor);
    if (rope.type == Type::linear) return;
    set("rope.scaling.original_context_length", rope.original_max_position_embeddings);
    set("rope.scaling.attn_factor", double(rope.cos_sin_scale()) / (rope.factor > 1 ? 0.1 * std::log(rope.factor) + 1 : 1));
    set("rope.scaling.yarn_beta_fast", rope.beta_fast);
    set("rope.scaling.yarn_beta_slow", rope.beta_slow);
    require(config, "truncate", "true", rope.truncate ? "true" : "false");
  }
};

}  // namespace ganymede::inline v0
