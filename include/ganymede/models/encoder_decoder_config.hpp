#pragma once
// The keys of config.json that BART and its relatives share: Marian, mBART, M2M100, NLLB, Pegasus.

#include <ganymede/blocks/any_block.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/attention_config.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/models/family.hpp>

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
  EncoderDecoderConfig(const Checkpoint& checkpoint, const Defaults& defaults)
      : wiring(defaults.wiring), embedding_norm(defaults.embedding_norm), last_norm(defaults.last_norm), positions(defaults.positions) {
    const Settings& c = checkpoint.settings();
    d_model = positive(c, "d_model");
    max_position_embeddings = defaults.max_position_embeddings == 0
                                  ? positive(c, "max_position_embeddings")
                                  : positive_or(c, "max_position_embeddings", defaults.max_position_embeddings);
    pad_token_id = c.get_or<Index>("pad_token_id", 1);
    activation_function = AnyActivation(c.get_or<std::string>("activation_function", std::string(defaults.activation_function)), c.file(),
                                        c.own_key("activation_function"));
    scale_embedding = c.get_or<bool>("scale_embedding", defaults.scale_embedding);
    share_encoder_decoder_embeddings = c.get_or<bool>("share_encoder_decoder_embeddings", true);
    tie_word_embeddings = c.get_or<bool>("tie_word_embeddings", true);
    encoder.vocab_size = decoder.vocab_size = positive(c, "vocab_size");
    if (!share_encoder_decoder_embeddings) decoder.vocab_size = positive_or(c, "decoder_vocab_size", encoder.vocab_size);
    if (c.has("pad_token_id") && (pad_token_id < 0 || pad_token_id >= encoder.vocab_size))
      throw ConfigError{{.problem = "out of range",
                         .file = c.file(),
                         .key = "pad_token_id",
                         .expected = "0 to " + std::to_string(encoder.vocab_size - 1),
                         .found = std::to_string(pad_token_id)}};
    for (Stack* s : {&encoder, &decoder}) {
      s->layers = positive(c, s->name + "_layers");
      s->ffn_dim = positive(c, s->name + "_ffn_dim");
      const Index heads = positive(c, s->name + "_attention_heads");
      s->attention = {.hidden_size = d_model, .num_attention_heads = heads, .num_key_value_heads = heads, .head_dim = d_model / heads};
      if (s->attention.q_size() != d_model)
        throw ConfigError{{.problem = "the heads do not divide the hidden size",
                           .file = c.file(),
                           .key = c.own_key(s->name + "_attention_heads"),
                           .expected = "a divisor of " + std::to_string(d_model),
                           .found = std::to_string(heads)}};
      s->attention.validate(c.file());
    }
    require_same(c, "hidden_size", d_model);
    require_same(c, "num_attention_heads", encoder.attention.num_attention_heads);
    require_same(c, "num_hidden_layers", encoder.layers);
  }

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
