#pragma once
// A checkpoint's own encoding of positions, as a picture.

#include <ganymede/app/position_pictures.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/t5.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

/// Reads no weights but those of positions. ConfigError for a family without a picture; else as the family's own loading.
template <Scalar T = float>
PositionPicture model_position_picture(const Checkpoint& checkpoint, Index length) {
  if (is_of_family<LlamaFamily>(checkpoint)) {
    RopeConfig rope = LlamaConfig(checkpoint).rope;
    rope.freq_factors = weights_of<LlamaFamily>(checkpoint).frequency_factors(rope.frequency_count());
    return rotary_picture<T>(rope, length);
  }
  if (is_of_family<T5Family>(checkpoint)) {
    const T5Config config(checkpoint);
    const Weights weights = weights_of<T5Family>(checkpoint);
    return relative_picture(T5Family::relative_positions<T>(weights / "encoder", config, true),
                            T5Family::relative_positions<T>(weights / "decoder", config, false), config.buckets,
                            config.encoder.attention.num_attention_heads, length);
  }
  if (is_of_family<MarianFamily>(checkpoint)) {
    const EncoderDecoderConfig config = MarianFamily::config(checkpoint);
    return sinusoidal_picture<T>(config.positions.sinusoids, length, config.d_model);
  }
  throw ConfigError{{.problem = "no picture of this model's positions",
                     .file = checkpoint.name(),
                     .key = std::string(checkpoint.architecture_key()),
                     .expected = "a rotary model of the Llama family, T5 or Marian",
                     .found = checkpoint.architecture()}};
}

}  // namespace ganymede::inline v0
