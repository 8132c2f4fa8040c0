#pragma once
// How a mixture of experts is made of a checkpoint's tensors, whatever the family.

#include <ganymede/layers/mlp.hpp>
#include <ganymede/models/experts_config.hpp>
#include <ganymede/models/load_layers.hpp>

#include <utility>

namespace ganymede::inline v0::detail {

template <class Mlp>
bool has_experts(const Mlp& mlp) {
  if constexpr (requires { mlp.experts; }) return !mlp.experts.empty();
  return false;
}

/// One of those that are stacked. Throws TensorError.
template <class Expert>
void load_stacked_expert(Expert& expert, const Weights& stacks, Index number, const ExpertNames& names, const ExpertsConfig& c,
                         Index hidden_size, const AnyActivation& activation) {
  const Index F = c.moe_intermediate_size, D = hidden_size;
  const Weights gate_up = stacks.of_stack("gate_up_proj", number);
  WeightLayout gate{.transposed = names.transposed, .stored_rows = 2 * F}, up = gate;
  up.first_row = names.interleaved ? 1 : F;
  if (names.interleaved) gate.order = up.order = [](Index n) { return 2 * n; };
  expert.gate_proj = {{LinearPart{gate_up, F, c.bias, std::move(gate)}}, D};
  expert.up_proj = {{LinearPart{gate_up, F, c.bias, std::move(up)}}, D};
  expert.down_proj = {{LinearPart{stacks.of_stack("down_proj", number), D, c.bias, {.transposed = names.transposed}}}, F};
  if constexpr (requires { expert.activation = activation; }) expert.activation = activation;
}

/// Fills a MixtureOfExperts with what lies below `layer`. Which experts a token gets must not hang on rounding: the router stays in the
/// element type that it has. Throws TensorError.
template <Scalar T, class Expert>
void load_experts(MixtureOfExperts<T, Expert>& mixture, const Weights& layer, const ExpertNames& names, const ExpertsConfig& c,
                  Index hidden_size, const AnyActivation& hidden_act) {
  const Index D = hidden_size;
  const AnyActivation activation = c.swiglu ? AnyActivation(*c.swiglu) : hidden_act;
  const Weights stacks = layer / names.stacks, all = layer / names.experts;
  const bool stacked = stacks.has("gate_up_proj");
  const auto as_stored = [&](std::string_view name, Index rows, bool bias) {
    return Linear<T>{{LinearPart{layer / name, rows, bias, {}, true}}, D};
  };
  mixture.routing = c.routing;
  mixture.router = as_stored(stacked ? names.stacked_router : names.router, c.num_experts, c.router_bias);
  const MlpTensors single{.gate_proj = names.gate_proj, .up_proj = names.up_proj, .down_proj = names.down_proj, .bias = c.bias};
  for (Index e = 0; e < c.num_experts; ++e) {
    Expert expert;
    if (stacked)
      load_stacked_expert(expert, stacks, e, names, c, D, activation);
    else
      load_mlp(expert, all / e, single, D, c.moe_intermediate_size, activation);
    mixture.experts.push_back(std::move(expert));
  }
  if (c.shared_expert_intermediate_size == 0) return;
  Expert shared;
  load_mlp(shared, layer / names.shared_expert, single, D, c.shared_expert_intermediate_size, activation);
  mixture.shared_expert.push_back(std::move(shared));
  mixture.shared_expert_gate = as_stored(names.shared_expert_gate, 1, false);
}

}  // namespace ganymede::inline v0::detail
