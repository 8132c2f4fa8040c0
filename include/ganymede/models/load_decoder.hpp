#pragma once
// How a decoder-only model is made of a checkpoint: its config says what there is, its names say where, and blocks say what they take.

#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/mlp.hpp>
#include <ganymede/layers/norm.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/models/decoder_config.hpp>
#include <ganymede/models/decoder_only.hpp>
#include <ganymede/models/family.hpp>

#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

template <Scalar T, class Attention>
void load_self_attention(Attention& attn, const Weights& layer, const DecoderConfig& c, const DecoderNames& names, Index l) {
  const Index D = c.attention.hidden_size, q = c.attention.q_size(), kv = c.attention.kv_size();
  const WeightLayout layout{.transposed = names.transposed};
  attn.layer = l;
  attn.config = c.attention_of(l);
  if (names.qkv_proj.empty())
    attn.qkv_proj = {{{layer / names.q_proj, q, c.attention_bias, layout},
                      {layer / names.k_proj, kv, c.attention_bias, layout},
                      {layer / names.v_proj, kv, c.attention_bias, layout}},
                     D};
  else
    attn.qkv_proj = {layer / names.qkv_proj, q + 2 * kv, D, c.attention_bias, layout};
  attn.o_proj = {layer / names.o_proj, D, q, c.attention_output_bias, layout};
}

/// With or without a gate, as the layer is.
template <Scalar T, class Mlp>
void load_mlp(Mlp& mlp, const Weights& layer, const DecoderConfig& c, const DecoderNames& names) {
  const Index D = c.attention.hidden_size, F = c.intermediate_size;
  const WeightLayout layout{.transposed = names.transposed};
  if constexpr (requires { mlp.gate_proj; }) mlp.gate_proj = {layer / names.gate_proj, F, D, c.mlp_bias, layout};
  mlp.up_proj = {layer / names.up_proj, F, D, c.mlp_bias, layout};
  mlp.down_proj = {layer / names.down_proj, D, F, c.mlp_bias, layout};
  if constexpr (requires { mlp.activation = c.activation(); }) mlp.activation = c.activation();
}

}  // namespace detail

/// A DecoderOnly of any blocks with these members: input_layernorm, self_attn, mlp and, where it has one, post_attention_layernorm. A fixed
/// activation (Silu) stays what it is, whatever the config says. Throws TensorError.
template <class Model>
Model load_decoder(const Weights& weights, const DecoderConfig& c, const DecoderNames& names = {}) {
  using T = typename Model::Element;
  const Index D = c.attention.hidden_size;
  const Weights model = weights / names.model;
  const auto load_norm = [&](auto& norm, const Weights& place) { norm = {place, D, c.norm_eps}; };

  Model m;
  m.embed_tokens = {model / names.embed_tokens, c.vocab_size, D};
  if (!names.positions.empty())
    if constexpr (requires { m.positions = LearnedPositions<T>(); })
      m.positions = LearnedPositions<T>(model / names.positions, c.max_position_embeddings, D);
  load_norm(m.norm, model / names.norm);
  m.lm_head = c.tie_word_embeddings ? m.embed_tokens.tied_head() : Linear<T>(weights / names.lm_head, c.vocab_size, D);
  m.executor = weights.executor();

  RopeConfig rotary = c.rope;
  if (c.rotary) rotary.freq_factors = weights.frequency_factors(rotary.rotary_dim / 2);
  const Rope<T> rope = c.rotary ? Rope<T>(rotary) : Rope<T>();
  for (Index l = 0; l < c.num_hidden_layers; ++l) {
    const Weights layer = model / names.layers / l;
    typename decltype(m.layers)::value_type block;
    detail::load_self_attention<T>(block.self_attn, layer, c, names, l);
    if constexpr (requires { block.self_attn.position = rope; }) block.self_attn.position = rope;
    detail::load_mlp<T>(block.mlp, layer, c, names);
    load_norm(block.input_layernorm, layer / names.input_layernorm);
    if constexpr (requires { block.post_attention_layernorm; })
      load_norm(block.post_attention_layernorm, layer / names.post_attention_layernorm);
    m.layers.push_back(std::move(block));
  }
  m.state_shape = c.state_shape();  // now that as many layers have been seen
  return m;
}

}  // namespace ganymede::inline v0
