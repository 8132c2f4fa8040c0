#pragma once
// How an encoder-decoder model is made of a checkpoint: its config says what there is, its names say where, and blocks say what they take.

#include <ganymede/models/encoder_decoder_config.hpp>
#include <ganymede/models/encoder_decoder_names.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/models/load_layers.hpp>
#include <ganymede/models/stock_encoder_decoder.hpp>
#include <ganymede/models/token_tables.hpp>
#include <ganymede/split.hpp>

#include <concepts>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// `Positions` as the config says; ConfigError where that type cannot be so.
template <Scalar T, class Positions>
void load_positions(Positions& positions, const Weights& stored, const EncoderDecoderConfig& c) {
  using Kind = AddedPositions::Kind;
  constexpr bool learned = requires { positions = LearnedPositions<T>(); };
  constexpr bool sinusoidal = requires { positions = SinusoidalPositions<T>(); };
  const AddedPositions& p = c.positions;
  const Index longest = c.max_position_embeddings, D = c.d_model;
  if constexpr (learned)
    if (p.kind == Kind::learned) return void(positions = LearnedPositions<T>(stored, longest, D, p.offset));
  if constexpr (sinusoidal)
    if (p.kind == Kind::sinusoidal)
      return void(positions = p.may_be_stored && stored.has("weight") ? SinusoidalPositions<T>(stored, longest, D)
                                                                      : SinusoidalPositions<T>(p.sinusoids, longest, D));
  if (p.kind != Kind::none || learned != sinusoidal)  // a type of one kind alone cannot be none
    throw ConfigError{{.problem = "the model's type has other positions than its config", .file = stored.file(), .key = stored.path()}};
}

/// A layer of an encoder, or of a decoder that attends to one.
template <class Layer>
Layer load_layer(const Weights& place, const EncoderDecoderConfig& c, const EncoderDecoderConfig::Stack& own, const LayerNames& names,
                 Index l) {
  const auto load_norm = [&](auto& norm, std::string_view name) { detail::load_norm(norm, place, name, c.norm, c.d_model, c.norm_eps); };
  const bool is_encoder = &own == &c.encoder;
  Layer layer;
  load_attention(layer.self_attn, place / names.self_attn, names.attention, own.attention, l);
  if constexpr (requires { layer.self_attn.mask = Bidirectional(); })
    if (is_encoder) layer.self_attn.mask = Bidirectional();
  if constexpr (requires { layer.wiring; }) layer.wiring = c.wiring;
  load_norm(layer.self_attn_norm, names.self_attn_norm);
  load_mlp(layer.mlp, place, names.mlp, c.d_model, own.ffn_dim, c.activation_function);
  load_norm(layer.mlp_norm, names.mlp_norm);
  if constexpr (requires { layer.encoder_attn; })
    if (!is_encoder) {
      load_attention(layer.encoder_attn, place / names.encoder_attn, names.attention, own.attention, l);
      load_norm(layer.encoder_attn_norm, names.encoder_attn_norm);
    }
  return layer;
}

/// All of a stack but its embeddings.
template <Scalar T, class Stack>
void load_stack(Stack& stack, const Weights& place, const EncoderDecoderConfig& c, const EncoderDecoderConfig::Stack& own,
                const EncoderDecoderNames& names, const LayerNames& layer) {
  const auto load_norm = [&](auto& norm, std::string_view name) { detail::load_norm(norm, place, name, c.norm, c.d_model, c.norm_eps); };
  stack.embed_scale = c.embed_scale();
  load_positions<T>(stack.positions, place / names.positions, c);
  load_norm(stack.layernorm_embedding, c.embedding_norm ? names.embedding_norm : "");
  load_norm(stack.norm, c.last_norm ? names.norm : "");
  for (Index l = 0; l < own.layers; ++l)
    stack.layers.push_back(load_layer<typename decltype(stack.layers)::value_type>(place / names.layers / l, c, own, layer, l));
}

}  // namespace detail

/// A StockEncoderDecoder, or an EncoderDecoder of any blocks with the members self_attn_norm, self_attn, mlp_norm, mlp and, in the decoder,
/// encoder_attn_norm and encoder_attn. What a type fixes stays what it is. Each table of token vectors is read from where it is, else from
/// the shared one or from one that is tied to it. Throws TensorError.
template <class Model>
Model load_encoder_decoder(const Weights& weights, const EncoderDecoderConfig& c,
                           const EncoderDecoderNames& names = usual_encoder_decoder_names) {
  using T = typename Model::Element;
  const Weights encoder = weights / names.encoder, decoder = weights / names.decoder, head = weights / names.lm_head;
  const Weights shared = weights / names.shared, source = encoder / names.embed_tokens, target = decoder / names.embed_tokens;
  const Index D = c.d_model, V = c.decoder.vocab_size;
  const bool one = c.share_encoder_decoder_embeddings;
  TokenTables<T> tables;
  Model m;
  m.encoder.embed_tokens =
      Embedding<T>(one ? tables({source, shared, target, head}, c.encoder.vocab_size, D) : tables({source}, c.encoder.vocab_size, D));
  m.decoder.embed_tokens = Embedding<T>(one ? tables({target, shared, source, head}, V, D) : tables({target}, V, D));
  m.lm_head = !c.tie_word_embeddings ? tables({head}, V, D)
              : one                  ? tables({head, shared, target, source}, V, D)
                                     : tables({head, target}, V, D);
  if (!names.final_logits_bias.empty()) m.final_logits_bias = read_final_logits_bias<T>(weights / names.final_logits_bias, V);
  m.head_scale = c.head_scale;
  detail::load_stack<T>(m.encoder, encoder, c, c.encoder, names, names.encoder_layer);
  detail::load_stack<T>(m.decoder, decoder, c, c.decoder, names, names.decoder_layer);
  m.state_shape = m.source_shape = c.state_shape();
  m.executor = weights.executor();
  return m;
}

// Doxygen takes these for strangers
/// @cond
#if !GANYMEDE_BODIES
extern template StockEncoderDecoder<float> load_encoder_decoder(const Weights&, const EncoderDecoderConfig&, const EncoderDecoderNames&);
extern template StockEncoderDecoder<float> detail::load_strictly(const FamilyFacts&,
                                                                 StockEncoderDecoder<float> (*)(const Weights&, const Checkpoint&),
                                                                 const Checkpoint&, const LoadOptions&);
#endif
/// @endcond

/// What these families do not use: tables that are there several times, and fairseq's version numbers.
inline constexpr std::string_view spare_tensors[] = {"*shared.weight", "*encoder.version", "*decoder.version"};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/load_encoder_decoder.ipp>
#endif
