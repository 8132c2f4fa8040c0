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

/// Fills an Attention or a CrossAttention with what lies below `place`. Throws TensorError.
template <class Attention>
void load_attention(Attention& attn, const Weights& place, const AttentionTensors& stored, const AttentionConfig& c, Index layer) {
  const Index D = c.hidden_size, q_size = c.q_size(), kv_size = c.kv_size();
  const auto part = [&](std::string_view name, Index rows) { return stored_part(place, name, rows, stored.bias, stored); };
  attn.layer = layer;
  attn.config = c;
  if constexpr (requires { attn.kv_proj; }) {
    attn.q_proj = {{part(stored.q_proj, q_size)}, D};
    attn.kv_proj = {{part(stored.k_proj, kv_size), part(stored.v_proj, kv_size)}, D};
  } else if (stored.qkv_proj.empty()) {
    attn.qkv_proj = {{part(stored.q_proj, q_size), part(stored.k_proj, kv_size), part(stored.v_proj, kv_size)}, D};
  } else {
    attn.qkv_proj = {{part(stored.qkv_proj, q_size + 2 * kv_size)}, D};
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

/// The norm `name` below `parent`; an AnyNorm of this kind, none where it has no name. Another type of norm stays what it is. Throws
/// TensorError.
template <class Norm>
void load_norm(Norm& norm, const Weights& parent, std::string_view name, NormKind kind, Index width, double epsilon) {
  if constexpr (requires { Norm(kind, parent, width, epsilon); }) {
    if (!name.empty()) norm = Norm(kind, parent / name, width, epsilon);
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
  if constexpr (requires { norm.heads; })
    if (stored.over == HeadNorms::Over::each_head_by_own && !name.empty())
      return void(norm = Norm::of_heads(stored.kind, layer / name, heads, head_dim, epsilon));
  load_norm(norm, layer, name, stored.kind, width, epsilon);
}

}  // namespace detail
}  // namespace ganymede::inline v0
