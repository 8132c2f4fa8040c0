#pragma once
// How BART and its relatives name their tensors: the same names, whatever the wiring.

#include <ganymede/models/encoder_decoder_config.hpp>
#include <ganymede/models/token_tables.hpp>
#include <ganymede/models/transformer.hpp>

#include <concepts>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

template <class A>
A load_attention(const Weights& attn, const AttentionConfig& c, Index layer) {
  A attention;
  attention.layer = layer;
  attention.config = c;
  const LinearPart q{attn / "q_proj", c.q_size(), true}, k{attn / "k_proj", c.kv_size(), true}, v{attn / "v_proj", c.kv_size(), true};
  if constexpr (requires { attention.kv_proj; }) {
    attention.q_proj = {{q}, c.hidden_size};
    attention.kv_proj = {{k, v}, c.hidden_size};
  } else {
    attention.qkv_proj = {{q, k, v}, c.hidden_size};
  }
  attention.o_proj = {attn / "out_proj", c.hidden_size, c.q_size(), true};
  return attention;
}

template <class Norm>
Norm load_norm(const Weights& weights, Index hidden_size) {
  if constexpr (std::same_as<Norm, NoNorm>)
    return {};
  else
    return {weights, hidden_size, 1e-5};  // no key says so: PyTorch's own
}

/// A layer of an encoder or a decoder, with its norms anywhere.
template <Scalar T, class Block>
Block load_block(const Weights& layer, const EncoderDecoderConfig::Stack& c, const AnyActivation& activation, Index l) {
  const Index D = c.attention.hidden_size;
  const auto norm = [&](const char* name) { return LayerNorm<T>(layer / name, D, 1e-5); };
  Block block;
  block.self_attn = load_attention<decltype(block.self_attn)>(layer / "self_attn", c.attention, l);
  block.mlp = {.up_proj = {layer / "fc1", c.ffn_dim, D, true}, .down_proj = {layer / "fc2", D, c.ffn_dim, true}, .activation = activation};
  if constexpr (requires { block.input_layernorm; }) {
    block.input_layernorm = norm("self_attn_layer_norm");
    block.post_attention_layernorm = norm("final_layer_norm");
  } else {
    block.self_attn_layer_norm = norm("self_attn_layer_norm");
    block.final_layer_norm = norm("final_layer_norm");
  }
  if constexpr (requires { block.encoder_attn; }) {
    block.encoder_attn = load_attention<decltype(block.encoder_attn)>(layer / "encoder_attn", c.attention, l);
    block.encoder_attn_layer_norm = norm("encoder_attn_layer_norm");
  }
  return block;
}

/// All of a stack but its embeddings and positions.
template <Scalar T, class Stack>
void load_layers(Stack& stack, const Weights& weights, const EncoderDecoderConfig& c, const EncoderDecoderConfig::Stack& own) {
  using Block = typename decltype(stack.layers)::value_type;
  stack.embed_scale = c.embed_scale();
  stack.layernorm_embedding = load_norm<decltype(stack.layernorm_embedding)>(weights / "layernorm_embedding", c.d_model);
  stack.layer_norm = load_norm<decltype(stack.layer_norm)>(weights / "layer_norm", c.d_model);
  for (Index l = 0; l < own.layers; ++l)
    stack.layers.push_back(load_block<T, Block>(weights / "layers" / l, own, c.activation_function, l));
}

}  // namespace detail

/// Sines before cosines, as Marian and Pegasus have them: computed, unless the checkpoint holds the table.
template <Scalar T>
SinusoidalPositions<T> sinusoidal_positions(const Weights& stored, const EncoderDecoderConfig& c) {
  if (stored.has("weight")) return {stored, c.max_position_embeddings, c.d_model};
  return {Sinusoids{.interleaved = false}, c.max_position_embeddings, c.d_model};
}

/// A model with the tensors of BART; `positions(weights)` makes those of the stack whose weights it gets. Each table of token vectors is
/// read from where it is, else from model.shared or from one that is tied to it.
template <class Model, Scalar T, class MakePositions>
Model load_encoder_decoder(const Weights& weights, const EncoderDecoderConfig& c, MakePositions positions) {
  const Weights encoder = weights / "model" / "encoder", decoder = weights / "model" / "decoder", head = weights / "lm_head";
  const Weights shared = weights / "model" / "shared", source = encoder / "embed_tokens", target = decoder / "embed_tokens";
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
  m.final_logits_bias = read_final_logits_bias<T>(weights, V);
  m.encoder.positions = positions(encoder);
  m.decoder.positions = positions(decoder);
  detail::load_layers<T>(m.encoder, encoder, c, c.encoder);
  detail::load_layers<T>(m.decoder, decoder, c, c.decoder);
  m.state_shape = m.source_shape = c.state_shape();
  m.executor = weights.executor();
  return m;
}

/// What these families do not use: tables that are there several times, and fairseq's version numbers.
inline constexpr std::string_view spare_tensors[] = {"*shared.weight", "*encoder.version", "*decoder.version"};

}  // namespace ganymede::inline v0
