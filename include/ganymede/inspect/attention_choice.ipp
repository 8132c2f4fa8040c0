#pragma once
// The bodies of attention_choice.hpp.

#include <ganymede/inspect/attention_choice.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string describe(const AttentionChoice& choice) {
  std::string layer = "layer " + std::to_string(choice.layer);
  if (choice.rollout) return "Attention rollout through " + (choice.layer < 0 ? "all layers" : layer);
  layer[0] = 'L';
  if (choice.layer < 0)
    return choice.head < 0 ? "Mean of all layers and heads" : "Head " + std::to_string(choice.head) + ", mean of all layers";
  return layer + (choice.head < 0 ? ", mean of its heads" : ", head " + std::to_string(choice.head));
}

}  // namespace ganymede::inline v0
