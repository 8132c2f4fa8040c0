#pragma once
// The keys of config.json that BART and its relatives share: Marian, mBART, M2M100, NLLB, Pegasus.

#include <ganymede/blocks/any_block.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/attention_config.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/split.hpp>

#include <cmath>
#include <memory>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// What they know and do not read.
inline constexpr KnownSettings encoder_decoder_settings[] = {
    {"is_encoder_decoder", "that it is", "true"},
    {"is_decoder", "of the model, not of its stacks", "false"},
    {"add_bias_logits add_final_layer_norm do_blenderbot_90_layernorm extra_pos_embeddings normalize_before normalize_embedding "
     "static_position_embeddings",
     "wiring that transformers 3 chose so, and families do since"},
    {"decoder_vocab_size", "of tables that are not shared"},
    {"replacing_rate student_decoder_layers student_encoder_layers", "notes of a distillation"},
};

/// The positions that a family adds to its embeddings.
struct AddedPositions {
  enum class Kind : std::uint8_t { none, learned, sinusoidal };

  Kind kind = Kind::none;
  Index offset = 0;            ///< of a learned table: rows before that of position 0
  Sinusoids sinusoids{};       ///< of sinusoidal positions
  bool may_be_stored = false;  ///< their table is the checkpoint's where it has one
};

struct EncoderDecoderConfig {
  /// What a family's class in transformers says where config.json does not, and the wiring that the class is.
  struct Defaults {
    Wiring wiring = Wiring::post_norm;
    bool embedding_norm = false, last_norm = false;  ///< a norm after the embeddings, one at the end of each stack
    AddedPositions positions{};
    std::string_view activation_function = "gelu";
    bool scale_embedding = false;
    Index max_position_embeddings = 0;  ///< 0: the key must be there
  };
  /// One of the two stacks.
  struct Stack {
    std::string name;  // "encoder" or "decoder"
    Index layers = 0, ffn_dim = 0, vocab_size = 0;
    AttentionConfig attention{};
  };

  Stack encoder{.name = "encoder"}, decoder{.name = "decoder"};
  Index d_model = 0, max_position_embeddings = 0, pad_token_id = 0;
  Wiring wiring = Wiring::post_norm;
  NormKind norm = NormKind::layer_norm;
  double norm_eps = 1e-5;  // no key says so: PyTorch's own
  bool embedding_norm = false, last_norm = false;
  AddedPositions positions{};
  AnyActivation activation_function;
  double head_scale = 1;       // of what the head sees
  Index longest_sequence = 0;  // 0: max_position_embeddings
  bool scale_embedding = false, share_encoder_decoder_embeddings = true, tie_word_embeddings = true;

  /// BART's keys. Throws ConfigError.
  EncoderDecoderConfig(const Checkpoint& checkpoint, const Defaults& defaults);

  double embed_scale() const { return scale_embedding ? std::sqrt(double(d_model)) : 1; }
  /// One slot a decoder layer, for its own text and for the source alike.
  std::shared_ptr<const StateShape> state_shape() const {
    return longest_sequence > 0 ? make_state_shape(decoder.layers, decoder.attention.slot(), max_position_embeddings, longest_sequence)
                                : make_state_shape(decoder.layers, decoder.attention.slot(), max_position_embeddings);
  }

 protected:
  EncoderDecoderConfig() = default;  // for a family that reads keys of its own
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/encoder_decoder_config.ipp>
#endif
