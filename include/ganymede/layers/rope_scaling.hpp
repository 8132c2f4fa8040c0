#pragma once
// The frequencies of rotary positions: plain, and stretched beyond the trained context in the ways that checkpoints ask for.

#include <ganymede/core/error.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What a family says where its config does not.
struct RopeDefaults {
  Index max_position_embeddings = 2048;
  double rope_theta = 10000, partial_rotary_factor = 1;
  Index rotary_dim = 0;  ///< 0: partial_rotary_factor of a head
  /// full_attention or sliding_attention, for models whose layers differ (Gemma 3): rope_parameters have a part for each, and the old
  /// spelling is of full_attention, but for rope_local_base_freq.
  std::string_view layer_type{};
  /// A part of a head may be odd, as in the classes of transformers that rotate as many dimensions as there are cosines.
  bool odd_rotary_dim = false;
};

/// What a checkpoint says about its rotary embedding, read from either spelling of config.json.
struct RopeConfig {
  enum class Type : std::uint8_t { plain, linear, dynamic, yarn, llama3, longrope };

  double rope_theta = 10000;
  /// Leading dimensions of a head that are rotated. Where it is odd (a quarter of 12) its frequencies are spread over it, and one more is
  /// rotated: 2 frequency_count().
  Index rotary_dim = 0;
  Type type = Type::plain;
  double factor = 1;
  double low_freq_factor = 1, high_freq_factor = 4;            // llama3
  double beta_fast = 32, beta_slow = 1, attention_factor = 0;  // yarn, longrope too: attention_factor 0: from factor
  double mscale = 0, mscale_all_dim = 0;                       // yarn
  bool truncate = true;                                        // yarn
  Index original_max_position_embeddings = 0, max_position_embeddings = 0;
  /// longrope: what each frequency is divided by, of sequences within the original length and of longer ones. Tensors in GGUF.
  std::vector<float> short_factor{}, long_factor{};
  std::vector<float> freq_factors{};  ///< GGUF's rope_freqs.weight: each frequency is divided by its factor

  /// From config.json: `rope_parameters` (transformers 5) or `rope_theta` with `rope_scaling` (before). Throws ConfigError for a
  /// rope type, or a setting of one, that is not known.
  static RopeConfig from_config(const Settings& config, Index head_dim, const RopeDefaults& defaults);
  static RopeConfig from_config(const Settings& config, Index head_dim, Index default_positions = 2048, double default_theta = 10000,
                                double default_partial = 1) {
    return from_config(config, head_dim, {default_positions, default_theta, default_partial});
  }

  /// Of a folder whose layers differ: ConfigError for rope_parameters that are not by type of layer, and for rope_scaling that says `type`
  /// in place of rope_type, of which transformers 5 takes no notice there.
  static void require_by_layer_type(const Settings& config);

  /// Of pairs that are rotated, each at its own rate.
  Index frequency_count() const { return (rotary_dim + 1) / 2; }

  /// Inverse frequencies [frequency_count()] for a sequence declared to be at most `max_length` long. In float, as the reference computes
  /// them.
  std::vector<float> inverse_frequencies(Index max_length) const;

  /// Whether sequences declared to be so long have other frequencies than those of max_position_embeddings.
  bool differs(Index max_length) const {
    if (type == Type::longrope) return is_long(max_length) != is_long(max_position_embeddings);
    return type == Type::dynamic && max_length > max_position_embeddings;
  }

  /// The longest sequence that may be declared: dynamic scaling stretches to any length, the others end where training did.
  Index longest() const { return type == Type::dynamic ? Index{1} << 31 : max_position_embeddings; }

  /// What cosines and sines are multiplied with (Peng et al. 2023, "YaRN", section 3.4; Ding et al. 2024, "LongRoPE", section 4).
  float cos_sin_scale() const;

 private:
  bool is_long(Index length) const { return length > original_max_position_embeddings; }

  void read_scaling(const Settings& s, const std::string& name);

  /// Settings of another type than the one that is named are passed over, as transformers does, which warns of them.
  static void require_known(const Settings& s);

  void validate(const Settings& s, const std::string& dimensions, Index head_dim, bool odd) const;

  float scaled(float inverse, float power, Index i) const;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/layers/rope_scaling.ipp>
#endif
