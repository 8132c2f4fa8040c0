#pragma once
// T5's first half by itself (Ni et al. 2021, "Sentence-T5: Scalable Sentence Encoders from Pre-trained Text-to-Text Models").

#include <ganymede/models/encoder_of_stack.hpp>
#include <ganymede/models/t5.hpp>

namespace ganymede::inline v0 {

struct T5EncoderFamily {
  static constexpr std::string_view model_types[] = {"t5", "mt5"};
  static constexpr std::string_view prefix = "";
  static constexpr std::string_view ignored[] = {"shared.weight", "encoder.embed_tokens.weight"};  // one table, which may stand twice
  static constexpr KnownSettings known_settings[] = {
      {"is_encoder_decoder is_decoder", "of the model that this is a half of"},
      {"tie_word_embeddings scale_decoder_outputs num_decoder_layers", "of the other half"},
  };
  static constexpr std::string_view wiring = "no tensors of a decoder";
  static bool is_wired_so(const Checkpoint& checkpoint) { return !T5Family::is_wired_so(checkpoint); }

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const T5Config c(checkpoint);
    const EncoderDecoderNames names = c.names();
    const Weights encoder = weights / names.encoder;
    TokenTables<T> tables;
    StockStack<T> stack;
    stack.embed_tokens = Embedding<T>(tables({encoder / names.embed_tokens, weights / names.shared}, c.encoder.vocab_size, c.d_model));
    detail::load_stack<T>(stack, encoder, c, c.encoder, names, names.encoder_layer);
    const RelativePositions<T> positions = T5Family::relative_positions<T>(encoder, c, true);
    for (auto& layer : stack.layers) layer.self_attn.position = positions;
    return encoder_of_stack<T>(std::move(stack), c.max_position_embeddings, c.longest_sequence, weights.executor());
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct T5Encoder : StockEncoder<T> {
  using Family = T5EncoderFamily;
  explicit T5Encoder(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
