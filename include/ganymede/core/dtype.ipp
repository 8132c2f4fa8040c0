#pragma once
// The bodies of dtype.hpp.

#include <ganymede/core/dtype.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::size_t row_bytes(DType dtype, Index columns) {
  const auto [values, bytes] = block_shape(dtype);
  if (columns < 0 || columns % values != 0)
    throw TensorError{{.problem = "a row of " + std::string(name(dtype)) + " holds whole blocks",
                       .expected = "a multiple of " + std::to_string(values),
                       .found = std::to_string(columns)}};
  const std::size_t blocks = static_cast<std::size_t>(columns / values);
  if (blocks >= static_cast<std::size_t>(PTRDIFF_MAX) / bytes)
    throw TensorError{{.problem = "a row of " + std::string(name(dtype)) + " is too long", .found = std::to_string(columns)}};
  return blocks * bytes + (dtype == DType::int8 ? sizeof(float) : 0);
}

}  // namespace ganymede::inline v0
