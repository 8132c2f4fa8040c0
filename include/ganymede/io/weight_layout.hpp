#pragma once
// How a matrix lies in a checkpoint.

#include <ganymede/core/types.hpp>

#include <functional>

namespace ganymede::inline v0 {

struct WeightLayout {
  bool transposed = false;              ///< stored as [in, out] (GPT-2's Conv1D)
  std::function<Index(Index)> order{};  ///< which stored row becomes row n; empty: the same
  Index first_row = 0;                  ///< the matrix is a part of those that are stored below one another, from here
  Index stored_rows = 0;                ///< how many those are; 0: as many as the matrix has
};

}  // namespace ganymede::inline v0
