#pragma once
// A row of a stored weight to floats and back, whatever its element type. The formats themselves: block_quants.hpp (32
// values a block), k_quants.hpp (256), code_quants.hpp (either) and row_quants.hpp (a row).

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0 {

/// row [columns] of `dtype`, row_bytes(dtype, columns) bytes at any alignment, to floats out [columns]. Every weight type;
/// the same bits as the `gguf` Python package. InputError for a type that no weight has, TensorError for partial blocks.
GANYMEDE_ONCE void dequantize(DType dtype, const std::byte* row, float* out, Index columns);

/// row [columns] to `dtype` (f32, f16, bf16, int8, q8_0, q4_0, q4_1, q5_0, q5_1), row_bytes(dtype, columns) bytes at any alignment.
/// The same bits as the `gguf` Python package for finite values whose block scale is zero or at least 2^-126. InputError for
/// other types, TensorError for partial blocks.
GANYMEDE_ONCE void quantize(DType dtype, const float* row, std::byte* out, Index columns);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/quantized_blocks.ipp>
#endif
