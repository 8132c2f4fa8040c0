#pragma once
// What a CTranslate2 folder says of the encoder or the decoder of a Transformer.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/models/encoder_decoder_config.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// One side of the model, and a check that nothing is set that this library would not do. Its slots of keys and values are the decoder's.
struct CTranslate2Config : EncoderDecoderConfig::Stack {
  /// CTranslate2 computes positions without end; no setting says which were trained.
  static constexpr Index unstored_positions = 512, longest = Index{1} << 24;

  AnyActivation activation;
  Index stored_positions = 0;  // rows of its table; 0: none is stored
  bool pre_norm = false, start_from_zero_embedding = false;
  double embed_scale = 1, layer_norm_epsilon = 1e-5;

  /// Throws ConfigError.
  CTranslate2Config(const Checkpoint& checkpoint, const std::string& side) : Stack{.name = side} {
    const Settings& all = checkpoint.settings();
    if (!all.has(side)) throw ConfigError{{.problem = "no such side in this model", .file = all.file(), .key = side}};
    const Settings c = all.sub(side);
    refuse_unknown(c.json(), all.file(), side);
    const auto rows_of = [&](const char* tensor) {
      const StoredTensor* const t = checkpoint.find(side + "/" + tensor);
      return t == nullptr || t->shape.empty() ? 0 : t->shape.front();
    };
    layers = positive(c, "num_layers");
    vocab_size = positive(c, "vocab_size");
    ffn_dim = rows_of("layer_0/ffn/linear_0/weight");
    stored_positions = rows_of("position_encodings/encodings");
    const Index D = positive(c, "hidden_size"), heads = positive(c, "num_heads");
    attention = {.hidden_size = D, .num_attention_heads = heads, .num_key_value_heads = heads, .head_dim = D / heads};
    if (attention.q_size() != D)
      throw ConfigError{{.problem = "the heads do not divide the hidden size",
                         .file = all.file(),
                         .key = side + ".num_heads",
                         .expected = "a divisor of " + std::to_string(D),
                         .found = std::to_string(heads)}};
    attention.validate(all.file());
    activation = AnyActivation(c.get<std::string>("activation"), all.file(), side + ".activation");
    pre_norm = c.get<bool>("pre_norm");
    start_from_zero_embedding = c.get<bool>("start_from_zero_embedding");
    embed_scale = c.get<double>("scale_embeddings");
    layer_norm_epsilon = epsilon_or(all, "layer_norm_epsilon", 1e-5);
  }

  template <Scalar T>
  SinusoidalPositions<T> positions(const Weights& weights) const {
    const Index D = attention.hidden_size;
    if (stored_positions > 0) return {weights / "position_encodings", stored_positions, D};
    return {Sinusoids{.interleaved = false, .to_last_wavelength = true, .offset = 1}, unstored_positions, D};
  }
  /// Of sequences of this side's tokens.
  std::shared_ptr<const StateShape> shape(const CTranslate2Config& decoder) const {
    return stored_positions > 0 ? make_state_shape(decoder.layers, decoder.attention.slot(), stored_positions)
                                : make_state_shape(decoder.layers, decoder.attention.slot(), unstored_positions, longest);
  }

 private:
  /// Settings that are read, and those that change no result here. Any other must be off: alibi, rotary_dim, multi_query_attention, ...
  static void refuse_unknown(const Json& settings, const std::string& file, const std::string& path);
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/ctranslate2_config.ipp>
#endif
