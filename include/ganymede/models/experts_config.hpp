#pragma once
// The keys of config.json about experts, and where their tensors are.

#include <ganymede/io/settings.hpp>
#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/routing.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What a family's class in transformers says where config.json does not.
struct ExpertsDefaults {
  Index num_experts = 0, num_experts_per_tok = 0;
  Index moe_intermediate_size = 0;  ///< 0: experts are as wide as intermediate_size, and there is no such key
};

/// Under their names in config.json; num_experts, which some call num_local_experts, 0: there are none.
struct ExpertsConfig {
  Index num_experts = 0, moe_intermediate_size = 0;
  Index shared_expert_intermediate_size = 0;  ///< 0: no shared expert
  Routing routing{};
  bool router_bias = false, bias = false;  ///< of the experts' matrices
  std::optional<ClampedSwiglu> swiglu{};   ///< their activation, where it is not hidden_act's
  Index decoder_sparse_step = 1;           ///< every so manieth layer has experts ...
  std::vector<Index> mlp_only_layers{};    ///< ... but for these

  bool in_layer(Index l) const {
    return num_experts > 0 && (l + 1) % decoder_sparse_step == 0 &&
           std::find(mlp_only_layers.begin(), mlp_only_layers.end(), l) == mlp_only_layers.end();
  }

  /// num_experts, num_experts_per_tok and moe_intermediate_size. Throws ConfigError.
  void read(const Settings& config, const ExpertsDefaults& defaults, Index intermediate_size);

  /// decoder_sparse_step and mlp_only_layers. Throws ConfigError.
  void read_dense_layers(const Settings& config);
};

/// Where a layer's experts are, below the layer. Checkpoints have them one by one, `experts`.N.`gate_proj`, or, as transformers 5 holds
/// them, stacked: `stacks`.gate_up_proj [E, 2F, D] and `stacks`.down_proj [E, D, F].
struct ExpertNames {
  std::string_view router = "mlp.gate", experts = "mlp.experts";
  std::string_view gate_proj = "gate_proj", up_proj = "up_proj", down_proj = "down_proj";
  std::string_view stacked_router = "mlp.gate", stacks = "mlp.experts";
  bool transposed = false;   ///< stacks are [E, in, out] (gpt-oss)
  bool interleaved = false;  ///< in gate_up_proj, up's rows stand between the gate's (gpt-oss)
  std::string_view shared_expert{}, shared_expert_gate{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/experts_config.ipp>
#endif
