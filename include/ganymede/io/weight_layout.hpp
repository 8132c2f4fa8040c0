#pragma once
// How a matrix lies in a checkpoint.

#include <ganymede/core/types.hpp>

#include <functional>

namespace ganymede::inline v0 {

struct WeightLayout {
  bool transposed = false;              ///< stored as [in, out] (GPT-2's Conv1D)
  std::function<Index(Index)> order{};  ///< which stored row becomes row n; empty: the same
};

}  // namespace ganymede::inline v0
