#pragma once
// The few names everything shares, and the shape legend used in every comment:
//
//   T tokens (rows of all sequences of a batch)    S key positions       D hidden_size      V vocab_size
//   H num_attention_heads    K num_key_value_heads    d head_dim    F intermediate_size
//
// Activations are row-major [T, D]; weights are [out, in], as checkpoints store them.

#include <ganymede/version.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace ganymede::inline v0 {

using Index = std::ptrdiff_t;
using TokenId = std::int32_t;

/// The activation scalar of a model: float for use, double for reference.
template <class T>
concept Scalar = std::same_as<T, float> || std::same_as<T, double>;

}  // namespace ganymede::inline v0
