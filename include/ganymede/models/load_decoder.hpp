#pragma once
// How a decoder-only model is made of a checkpoint: its config says what there is, its names say where, and blocks say what they take.

#include <ganymede/models/decoder_config.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/models/load_experts.hpp>
#include <ganymede/models/load_layers.hpp>
#include <ganymede/models/stock_decoder.hpp>
#include <ganymede/split.hpp>

#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A StockDecoder, or a DecoderOnly of any blocks with the members self_attn_norm, self_attn, mlp and, where it has one, mlp_norm. What a
/// type fixes (an activation, a norm, a wiring) stays what it is, whatever the config says. Throws TensorError.
template <class Model>
Model load_decoder(const Weights& weights, const DecoderConfig& c, const DecoderNames& names = usual_decoder_names) {
  using T = typename Model::Element;
  const Index D = c.attention.hidden_size;
  const Weights model = weights / names.model;
  const auto load_norm = [&](auto& norm, const Weights& parent, std::string_view name, Index width) {
    detail::load_norm(norm, parent, name, c.norm, width, c.norm_eps, c.norm_weight_offset);
  };

  Model m;
  const Index E = c.embedding_size > 0 ? c.embedding_size : D;
  LinearPart table{model / names.embed_tokens, c.vocab_size, c.tie_word_embeddings && c.lm_head_bias};
  table.adaptable = false;
  if (table.bias) table.bias_place = weights / names.lm_head;  // of the head that the table is as well; looking up passes it over
  m.embed_tokens = {Linear<T>({std::move(table)}, E), model / names.embed_tokens};
  m.embed_scale = c.embed_scale;
  if (E != D) m.project_in = {model / names.project_in, D, E};
  if (!names.positions.empty())
    if constexpr (requires { m.positions = LearnedPositions<T>(); })
      m.positions = LearnedPositions<T>(model / names.positions, c.max_position_embeddings, D, c.positions_offset);
  load_norm(m.layernorm_embedding, model, names.layernorm_embedding, D);
  load_norm(m.norm, model, names.norm, D);
  if (E != D) m.project_out = {model / names.project_out, E, D};
  m.lm_head = c.tie_word_embeddings ? m.embed_tokens.tied_head().as_head(weights / names.lm_head)
                                    : Linear<T>(weights / names.lm_head, c.vocab_size, E, c.lm_head_bias);
  m.logit_scale = c.logit_scale;
  m.final_logit_softcapping = c.final_logit_softcapping;
  m.executor = weights.executor();

  RopeConfig rotary = c.rope;
  if (c.rotary) rotary.freq_factors = weights.frequency_factors(rotary.frequency_count());
  if (c.rotary && rotary.type == RopeConfig::Type::longrope && rotary.long_factor.empty()) {  // a GGUF file's are tensors
    rotary.short_factor = (weights / "rope_factors_short").template vector<float>("weight", rotary.frequency_count());
    rotary.long_factor = (weights / "rope_factors_long").template vector<float>("weight", rotary.frequency_count());
  }
  const Rope<T> rope = c.rotary ? Rope<T>(rotary) : Rope<T>(), window_rope = c.window_rope ? Rope<T>(*c.window_rope) : rope;
  const Alibi<T> alibi = c.alibi ? Alibi<T>(c.attention.num_attention_heads, *c.alibi) : Alibi<T>();
  const AttentionTensors attention{.q_proj = names.q_proj,
                                   .k_proj = names.k_proj,
                                   .v_proj = names.v_proj,
                                   .o_proj = names.o_proj,
                                   .qkv_proj = names.qkv_proj,
                                   .qkv_by_group = names.qkv_by_group,
                                   .interleaved = c.interleaved_rotary ? 2 * c.rope.frequency_count() : 0,
                                   .bias = c.attention_bias,
                                   .output_bias = c.attention_output_bias,
                                   .transposed = names.transposed};
  const MlpTensors mlp{.gate_proj = names.gate_proj,
                       .up_proj = names.up_proj,
                       .down_proj = names.down_proj,
                       .gate_up_proj = names.gate_up_proj,
                       .bias = c.mlp_bias,
                       .transposed = names.transposed};
  HeadNorms head_norms = c.head_norms;
  head_norms.weight_offset = c.norm_weight_offset;
  head_norms.interleaved = attention.interleaved;
  const auto load_self_attention = [&](auto& self_attn, const Weights& layer, Index l) {
    detail::load_attention(self_attn, layer, attention, c.attention_of(l), l);
    if constexpr (requires { self_attn.position = rope; })
      if (c.is_rotary(l)) self_attn.position = self_attn.config.sliding_window > 0 ? window_rope : rope;
    if constexpr (requires { self_attn.position = alibi; })
      if (c.alibi) self_attn.position = alibi;
    if constexpr (requires { self_attn.q_norm; }) {
      const Index d = c.attention.head_dim;
      detail::load_head_norm(self_attn.q_norm, layer, names.q_norm, head_norms, c.attention.num_attention_heads, d, c.norm_eps);
      detail::load_head_norm(self_attn.k_norm, layer, names.k_norm, head_norms, c.attention.num_key_value_heads, d, c.norm_eps);
    }
    if constexpr (requires { self_attn.sinks; })
      if (!names.sinks.empty()) self_attn.sinks = (layer / names.sinks).template vector<T>("", c.attention.num_attention_heads);
  };
  std::vector<RecurrentSlot> recurrent;
  for (Index l = 0; l < c.num_hidden_layers; ++l) {
    const Weights layer = model / names.layers / l;
    typename decltype(m.layers)::value_type block;
    if constexpr (requires { block.self_attn.conv; })
      if (c.is_conv(l)) {
        block.self_attn.conv = {layer / names.short_conv, D, c.conv_L_cache, c.conv_bias, static_cast<Index>(recurrent.size())};
        recurrent.push_back(block.self_attn.conv.slot());
      }
    if (!c.is_conv(l)) load_self_attention(block.self_attn, layer, l);
    if constexpr (requires { block.mlp.experts; })
      if (c.experts.in_layer(l)) detail::load_experts(block.mlp.experts, layer, names.experts, c.experts, D, c.activation());
    if (!detail::has_experts(block.mlp)) detail::load_mlp(block.mlp, layer, mlp, D, c.intermediate_size, c.activation());
    load_norm(block.self_attn_norm, layer, names.self_attn_norm, D);
    if constexpr (requires { block.mlp_norm; }) load_norm(block.mlp_norm, layer, names.mlp_norm, D);
    if constexpr (requires { block.wiring; }) {
      block.wiring = c.wiring;
      block.residual_multiplier = c.residual_multiplier;
      load_norm(block.self_attn_output_norm, layer, names.self_attn_output_norm, D);
      load_norm(block.mlp_output_norm, layer, names.mlp_output_norm, D);
    }
    m.layers.push_back(std::move(block));
  }
  m.state_shape = c.state_shape(recurrent);  // now that as many layers have been seen
  return m;
}

// Doxygen takes these for strangers
/// @cond
#if !GANYMEDE_BODIES
extern template StockDecoder<float> load_decoder(const Weights&, const DecoderConfig&, const DecoderNames&);  // load_decoder.ipp
extern template StockDecoder<float> detail::load_strictly(const FamilyFacts&, StockDecoder<float> (*)(const Weights&, const Checkpoint&),
                                                          const Checkpoint&, const LoadOptions&);
#endif
/// @endcond

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/load_decoder.ipp>
#endif
