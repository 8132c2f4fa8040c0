#pragma once
// Blocks of 32 values of 16 rows, laid out for the kernels, and back.
//
// A panel holds, for its 16 rows, [K/32] quants, then [K/32][16] f16 scales, then (q4_1, q5_1) [K/32][16] f16 minima. Quants are
// unsigned, x = d * (q - zero) or x = d * q + m, in steps of four values: [8 steps][16 rows][4 values] bytes, which is what one
// multiply-add of 8-bit integers takes. 4-bit steps s and s + 4 share their bytes, s below; 5-bit quants have [16][4] more bytes,
// whose bit s is the fifth bit of step s.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/ops/kernel_types.hpp>

namespace ganymede::inline v0::detail {

/// What tells the block types apart.
struct BlockForm {
  int bits;
  bool minimum;       // x = d * q + m in place of x = d * (q - zero)
  std::int32_t zero;  // 0 with a minimum
  Index quant_bytes;  // of 16 rows' quants
  constexpr Index scale_bytes() const { return panel_outputs * (minimum ? 4 : 2); }
};

constexpr BlockForm block_form(DType dtype) {
  switch (dtype) {
    case DType::q8_0:
      return {8, false, 128, 512};
    case DType::q4_0:
      return {4, false, 8, 256};
    case DType::q4_1:
      return {4, true, 0, 256};
    case DType::q5_0:
      return {5, false, 16, 320};
    case DType::q5_1:
      return {5, true, 0, 320};
    default:
      return {};
  }
}

/// One stored block of one row to its place in a panel of `blocks` blocks.
inline void pack_block(DType dtype, const std::byte* stored, std::byte* panel, Index blocks, Index block, Index lane) {
  const BlockForm form = block_form(dtype);
  std::byte* const quants = panel + block * form.quant_bytes;
  std::byte* const scales = panel + blocks * form.quant_bytes + (block * panel_outputs + lane) * 2;
  std::memcpy(scales, stored, 2);
  stored += 2;
  if (form.minimum) {
    std::memcpy(scales + blocks * panel_outputs * 2, stored, 2);
    stored += 2;
  }
  std::uint32_t fifth = 0;
  if (form.bits == 5) {
    fifth = load<std::uint32_t>(stored);
    stored += 4;
  }
  for (Index i = 0; i < block_values; ++i) {
    const Index step = i / 4, at = lane * 4 + i % 4;
    if (form.bits == 8) {
      quants[step * 64 + at] = stored[i] ^ std::byte{0x80};
      continue;
    }
    const std::byte q = i < 16 ? stored[i] & std::byte{15} : stored[i - 16] >> 4;
    std::byte& pair = quants[step % 4 * 64 + at];
    pair = step < 4 ? (pair & std::byte{0xf0}) | q : (pair & std::byte{0x0f}) | q << 4;
    if (form.bits == 5) quants[256 + at] |= static_cast<std::byte>(((fifth >> i) & 1U) << step);
  }
}

/// The inverse: the block as it was stored.
inline void unpack_block(DType dtype, const std::byte* panel, Index blocks, Index block, Index lane, std::byte* stored) {
  const BlockForm form = block_form(dtype);
  const std::byte* const quants = panel + block * form.quant_bytes;
  const std::byte* const scales = panel + blocks * form.quant_bytes + (block * panel_outputs + lane) * 2;
  std::memcpy(stored, scales, 2);
  stored += 2;
  if (form.minimum) {
    std::memcpy(stored, scales + blocks * panel_outputs * 2, 2);
    stored += 2;
  }
  std::uint32_t fifth = 0;
  std::byte* const values = stored + (form.bits == 5 ? 4 : 0);
  for (Index i = 0; i < block_values; ++i) {
    const Index step = i / 4, at = lane * 4 + i % 4;
    if (form.bits == 8) {
      values[i] = quants[step * 64 + at] ^ std::byte{0x80};
      continue;
    }
    const std::byte pair = quants[step % 4 * 64 + at];
    if (i < 16)
      values[i] = pair & std::byte{15};
    else
      values[i - 16] |= pair & std::byte{0xf0};
    if (form.bits == 5) fifth |= ((static_cast<std::uint32_t>(quants[256 + at]) >> step) & 1U) << i;
  }
  if (form.bits == 5) ganymede::store(stored, fifth);
}

}  // namespace ganymede::inline v0::detail
