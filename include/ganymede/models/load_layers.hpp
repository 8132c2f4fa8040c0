#pragma once
// How one layer is made of a checkpoint's tensors, whatever the family: an attention, a feed-forward layer, a norm.

#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/attention_config.hpp>
#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/mlp.hpp>

#include <concepts>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

/// How an attention layer's matrices are stored: their names, and which of them have biases.
struct AttentionTensors {
  std::string_view q_proj = "q_proj", k_proj = "k_proj", v_proj = "v_proj", o_proj = "o_proj";
  std::string_view qkv_proj{};  ///< one matrix of q's rows, k's and v's, in place of the three
  bool qkv_by_group = false;    ///< its rows lie group by group: the query heads that share a key, that key, its value
  Index interleaved = 0;        ///< so many values of a head of q or k are turned as neighbours, not as halves
  bool bias = false, output_bias = false;
  bool bias_is_optional = false;  ///< of either: it is where the file has it
  bool transposed = false;        ///< stored as [in, out]
};

/// The same of a feed-forward layer. An empty gate_proj: no gate.
struct MlpTensors {
  std::string_view gate_proj{}, up_proj = "up_proj", down_proj = "down_proj";
  std::string_view gate_up_proj{};  ///< one matrix of the gate's rows, then up's, in place of the two (Phi-3, GLM)
  bool bias = false;
  bool bias_is_optional = false;
  bool transposed = false;
};

namespace detail {

/// A matrix `name` below `place` of a layer that is stored so.
template <class Stored>
LinearPart stored_part(const Weights& place, std::string_view name, Index rows, bool bias, const Stored& stored, WeightLayout layout = {}) {
  const Weights here = place / name;
  layout.transposed = stored.transposed;
  return {here, rows, bias && (!stored.bias_is_optional || here.has("bias")), std::move(layout)};
}

/// Which row of a matrix of heads, as it is stored, becomes row n: rotary positions turn the pair (i, i + interleaved / 2) here.
inline Index row_of_halves(Index n, Index head_dim, Index interleaved) {
  const Index head = n / head_dim * head_dim, r = n % head_dim;
  return r < interleaved ? head + rotary_pair_row(r, interleaved) : n;
}

/// Which row of a qkv_proj by groups becomes row n of q's, k's and v's.
inline Index row_by_group(Index n, const AttentionConfig& c) {
  const Index d = c.head_dim, head = n / d, r = n % d, group = c.num_attention_heads / c.num_key_value_heads;
  const Index after_q = head - c.num_attention_heads, after_k = after_q - c.num_key_value_heads;
  const Index stored = after_q < 0   ? head / group * (group + 2) + head % group
                       : after_k < 0 ? after_q * (group + 2) + group
                                     : after_k * (group + 2) + group + 1;
  return stored * d + r;
}

/// Fills an Attention or a CrossAttention with what lies below `place`. Throws TensorError.
template <class Attention>
void load_attention(Attention& attn, const Weights& place, const AttentionTensors& stored, const AttentionConfig& c, Index layer) {
  const Index D = c.hidden_size, q_size = c.q_size(), kv_size = c.kv_size();
  const auto part = [&](std::string_view name, Index rows) { return stored_part(place, name, rows, stored.bias, stored); };
  const auto turned = [&](std::string_view name, Index rows) {  // q or k
    LinearPart p = part(name, rows);
    if (stored.interleaved > 0) p.layout.order = [d = c.head_dim, i = stored.interleaved](Index n) { return row_of_halves(n, d, i); };
    return p;
  };
  attn.layer = layer;
  attn.config = c;
  if constexpr (requires { attn.kv_proj; }) {
    attn.q_proj = {{part(stored.q_proj, q_size)}, D};
    attn.kv_proj = {{part(stored.k_proj, kv_size), part(stored.v_proj, kv_size)}, D};
  } else if (stored.qkv_proj.empty()) {
    attn.qkv_proj = {{turned(stored.q_proj, q_size), turned(stored.k_proj, kv_size), part(stored.v_proj, kv_size)}, D};
  } else {
    LinearPart qkv = part(stored.qkv_proj, q_size + 2 * kv_size);
    if (stored.qkv_by_group) qkv.layout.order = [c](Index n) { return row_by_group(n, c); };
    attn.qkv_proj = {{std::move(qkv)}, D};
  }
  attn.o_proj = {{stored_part(place, stored.o_proj, D, stored.output_bias, stored)}, q_size};
}

/// Fills a Mlp, a GatedMlp or an AnyMlp with what lies below `place`. A fixed activation stays what it is. Throws TensorError.
template <class Mlp>
void load_mlp(Mlp& mlp, const Weights& place, const MlpTensors& stored, Index hidden_size, Index intermediate_size,
              const AnyActivation& activation) {
  const Index F = intermediate_size, D = hidden_size;
  const auto linear = [&](auto& proj, std::string_view name, Index out, Index in, WeightLayout layout = {}) {
    proj = {{stored_part(place, name, out, stored.bias, stored, std::move(layout))}, in};
  };
  constexpr bool gate_is_optional = requires { mlp.is_gated(); };
  if constexpr (requires { mlp.gate_proj; }) {
    if (!stored.gate_up_proj.empty())
      linear(mlp.gate_proj, stored.gate_up_proj, F, D, {.stored_rows = 2 * F});
    else if (!gate_is_optional || !stored.gate_proj.empty())
      linear(mlp.gate_proj, stored.gate_proj, F, D);
  }
  if (!stored.gate_up_proj.empty())
    linear(mlp.up_proj, stored.gate_up_proj, F, D, {.first_row = F, .stored_rows = 2 * F});
  else
    linear(mlp.up_proj, stored.up_proj, F, D);
  linear(mlp.down_proj, stored.down_proj, D, F);
  if constexpr (requires { mlp.activation = activation; }) mlp.activation = activation;
}

/// The norm `name` below `parent`; an AnyNorm of this kind with `offset` added to its weights, none where it has no name. Another type of
/// norm stays what it is. Throws TensorError.
template <class Norm>
void load_norm(Norm& norm, const Weights& parent, std::string_view name, NormKind kind, Index width, double epsilon, double offset = 0) {
  if constexpr (requires { Norm(kind, parent, width, epsilon, offset); }) {
    if (!name.empty()) norm = Norm(kind, parent / name, width, epsilon, offset);
  } else if constexpr (!std::same_as<Norm, NoNorm>) {
    norm = Norm(parent / name, width, epsilon);
  }
}

/// The norm of queries or keys, `heads` times `head_dim` wide: `name` below `layer`, as load_norm() loads it. Weights for each head are a
/// matrix [heads, head_dim], or stand one by one below `name`. Throws TensorError.
template <class Norm>
void load_head_norm(Norm& norm, const Weights& layer, std::string_view name, HeadNorms stored, Index heads, Index head_dim,
                    double epsilon) {
  const Index width = stored.over == HeadNorms::Over::all_heads ? heads * head_dim : head_dim;
  if constexpr (requires { norm.heads; }) {
    if (stored.over == HeadNorms::Over::each_head_by_own && !name.empty())
      norm = Norm::of_heads(stored.kind, layer / name, heads, head_dim, epsilon);
    else
      load_norm(norm, layer, name, stored.kind, width, epsilon, stored.weight_offset);
    if (stored.interleaved == 0) return;
    for (auto* const values : {&norm.weight, &norm.bias}) {
      const auto as_stored = *values;
      for (std::size_t n = 0; n < as_stored.size(); ++n)
        (*values)[n] = as_stored[static_cast<std::size_t>(row_of_halves(static_cast<Index>(n), head_dim, stored.interleaved))];
    }
  } else {
    load_norm(norm, layer, name, stored.kind, width, epsilon);
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
