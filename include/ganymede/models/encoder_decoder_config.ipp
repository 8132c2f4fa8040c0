#pragma once
// The bodies of encoder_decoder_config.hpp.

#include <ganymede/models/encoder_decoder_config.hpp>

#include <ganymede/io/setting_checks.hpp>

#include <string>

namespace ganymede::inline v0 {

GANYMEDE_ONCE EncoderDecoderConfig::EncoderDecoderConfig(const Checkpoint& checkpoint, const Defaults& defaults)
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

}  // namespace ganymede::inline v0
