#pragma once
// What a CTranslate2 folder says of the encoder or the decoder of a Transformer.

#include <ganymede/layers/positions.hpp>
#include <ganymede/models/encoder_decoder_config.hpp>

#include <memory>
#include <string>

namespace ganymede::inline v0 {

/// One side of the model. Its slots of keys and values are the decoder's.
struct CTranslate2Config : EncoderDecoderConfig::Stack {
  /// CTranslate2 computes positions without end; no setting says which were trained.
  static constexpr Index unstored_positions = 512, longest = Index{1} << 24;

  AnyActivation activation;
  Index stored_positions = 0;  // rows of its table; 0: none is stored
  bool pre_norm = false, start_from_zero_embedding = false;
  double embed_scale = 1, layer_norm_epsilon = 1e-5;

  /// Throws ConfigError.
  CTranslate2Config(const Checkpoint& checkpoint, const std::string& side) : Stack{.name = side} {
    const Settings& c = checkpoint.settings();
    if (!c.has(side)) throw ConfigError{{.problem = "no such side in this model", .file = c.file(), .key = side}};
    const bool source = side == "encoder";
    layers = positive(c, side + "_layers");
    vocab_size = positive(c, source ? "vocab_size" : "decoder_vocab_size");
    ffn_dim = positive(c, side + "_ffn_dim");
    const char* const positions_key = source ? "max_source_positions" : "max_target_positions";
    stored_positions = c.has(positions_key) ? positive(c, positions_key) : 0;
    const Index D = positive(c, "d_model"), heads = positive(c, side + "_attention_heads");
    attention = {.hidden_size = D, .num_attention_heads = heads, .num_key_value_heads = heads, .head_dim = D / heads};
    if (attention.q_size() != D)
      throw ConfigError{{.problem = "the heads do not divide the hidden size",
                         .file = c.file(),
                         .key = c.own_key(side + "_attention_heads"),
                         .expected = "a divisor of " + std::to_string(D),
                         .found = std::to_string(heads)}};
    attention.validate(c.file());
    activation = AnyActivation(c.get<std::string>("activation_function"), c.file(), c.own_key("activation_function"));
    pre_norm = c.get<bool>("normalize_before");
    const Settings own = c.sub(side);  // what Hugging Face has no keys for
    start_from_zero_embedding = own.get<bool>("start_from_zero_embedding");
    embed_scale = own.get<double>("scale_embeddings");
    layer_norm_epsilon = epsilon_or(c, "layer_norm_epsilon", 1e-5);
  }

  template <Scalar T>
  SinusoidalPositions<T> positions(const Weights& weights) const {
    const Index D = attention.hidden_size;
    if (stored_positions > 0) return {weights / "embed_positions", stored_positions, D};
    return {Sinusoids{.interleaved = false, .to_last_wavelength = true, .offset = 1}, unstored_positions, D};
  }
  /// Of sequences of this side's tokens.
  std::shared_ptr<const StateShape> shape(const CTranslate2Config& decoder) const {
    return stored_positions > 0 ? make_state_shape(decoder.layers, decoder.attention.slot(), stored_positions)
                                : make_state_shape(decoder.layers, decoder.attention.slot(), unstored_positions, longest);
  }
};

}  // namespace ganymede::inline v0
