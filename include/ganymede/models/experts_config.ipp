#pragma once
// The bodies of experts_config.hpp.

#include <ganymede/models/experts_config.hpp>

#include <ganymede/io/setting_checks.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void ExpertsConfig::read(const Settings& c, const ExpertsDefaults& defaults, Index intermediate_size) {
  const std::string_view key = c.has("num_local_experts") ? "num_local_experts" : "num_experts";
  if (key == "num_local_experts" && c.has("num_experts")) require_same(c, "num_experts", c.get<Index>(key));
  num_experts = c.get_or<Index>(key, defaults.num_experts);
  detail::in_range(c, key, num_experts, num_experts >= 0 && num_experts <= (Index{1} << 24), "0 or more");
  const Index each = positive_or(c, "num_experts_per_tok", defaults.num_experts_per_tok);
  detail::in_range(c, "num_experts_per_tok", each, num_experts == 0 || each <= std::min(num_experts, Routing::most_experts_per_tok),
                   "at most as many as there are experts, and 64");
  routing.num_experts_per_tok = each;
  const Index width = defaults.moe_intermediate_size;
  moe_intermediate_size = width > 0 ? positive_or(c, "moe_intermediate_size", width) : intermediate_size;
}

GANYMEDE_ONCE void ExpertsConfig::read_dense_layers(const Settings& c) {
  decoder_sparse_step = positive_or(c, "decoder_sparse_step", 1);
  if (c.has("mlp_only_layers")) mlp_only_layers = c.list<Index>("mlp_only_layers");
}

}  // namespace ganymede::inline v0
