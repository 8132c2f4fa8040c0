#pragma once
// What sentence-transformers' modules make of a pooled vector.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <variant>
#include <vector>

namespace ganymede::inline v0::detail {

/// y = activation(W x + b), or that added to x, or to what `residual` makes of x.
struct DenseModule {
  enum class Activation { identity, tanh, relu, gelu, sigmoid, silu };
  Index in = 0, out = 0;
  std::vector<float> weight{}, bias{}, residual{};  // [out, in], [out] or none, [out, in] or none
  Activation activation = Activation::tanh;
  bool use_residual = false;
  void apply(std::vector<float>& vector) const;
};
struct LayerNormModule {
  std::vector<float> weight{}, bias{};
  void apply(std::vector<float>& vector) const;
};
struct NormalizeModule {
  void apply(std::vector<float>& vector) const;
};
using VectorModule = std::variant<DenseModule, LayerNormModule, NormalizeModule>;

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/vector_modules.ipp>
#endif
