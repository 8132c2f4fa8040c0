#pragma once
// Blocks of 32 values of 16 rows, laid out for the kernels, and back.
//
// A panel holds, for its 16 rows, [K/32] quants, then [K/32][16] scales, then (all but *_0) [K/32][16] minima. Quants are unsigned,
// x = d * (q - zero) or x = d * q + m, in steps of four values: [8 steps][16 rows][4 values] bytes, which is what one multiply-add
// of 8-bit integers takes. 4-bit steps s and s + 4 share their bytes, s below; 5-bit quants have [16][4] more bytes, whose bit s is
// the fifth bit of step s. Scales and minima are f16 as stored; those of K-quants are products of two numbers, exact as f32.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/ops/kernel_types.hpp>

namespace ganymede::inline v0::detail {

/// What tells the block types apart.
struct BlockForm {
  int bits = 0;
  bool minimum = false;   // x = d * q + m in place of x = d * (q - zero)
  std::int32_t zero = 0;  // 0 with a minimum
  bool wide = false;      // scales and minima are f32
  constexpr Index quant_bytes() const { return bits == 8 ? 512 : bits == 4 ? 256 : 320; }
  constexpr Index scale_bytes() const { return wide ? 4 : 2; }
  constexpr Index panel_bytes(Index blocks) const { return blocks * (quant_bytes() + panel_outputs * scale_bytes() * (minimum ? 2 : 1)); }
};

/// Whether products with this type meet quantised inputs: the block types of which there are kernels.
constexpr BlockForm block_form(DType dtype) {
  switch (dtype) {
    case DType::q8_0:
      return {8, false, 128};
    case DType::q4_0:
      return {4, false, 8};
    case DType::q4_1:
      return {4, true, 0};
    case DType::q5_0:
      return {5, false, 16};
    case DType::q5_1:
      return {5, true, 0};
    case DType::q4_k:
      return {4, true, 0, true};
    case DType::q5_k:
      return {5, true, 0, true};
    default:
      return {};
  }
}

/// The blocks of one row in a panel of `blocks` blocks of 16 rows.
class PanelRow {
 public:
  PanelRow(DType dtype, std::byte* panel, Index blocks, Index lane)
      : dtype_(dtype), form_(block_form(dtype)), panel_(panel), blocks_(blocks), lane_(lane) {}

  /// Takes over a stored row of whole blocks.
  void pack(const std::byte* stored) {
    const auto [values, bytes] = block_shape(dtype_);
    for (Index b = 0; b < blocks_; b += values / block_values, stored += bytes) {
      if (form_.wide)
        pack_k(b, stored);
      else
        pack_32(b, stored);
    }
  }

  /// The values as floats: the same bits as dequantize() of the stored row.
  void unpack(float* out) const {
    for (Index b = 0; b < blocks_; ++b) {
      const float d = number(b, 0), m = form_.minimum ? number(b, 1) : 0.0f;
      for (Index i = 0; i < block_values; ++i, ++out) {
        const float scaled = d * static_cast<float>(static_cast<int>(quant(b, i)) - form_.zero);  // exact
        *out = form_.minimum ? scaled + m : scaled;
      }
    }
  }

 private:
  void pack_32(Index b, const std::byte* stored) {
    for (Index which = 0; which <= (form_.minimum ? 1 : 0); ++which, stored += 2) std::memcpy(number_at(b, which), stored, 2);
    if (form_.bits == 5) {
      store_fifth(b, load<std::uint32_t>(stored));
      stored += 4;
    }
    // A stored byte j holds values j and j + 16, which are steps s and s + 4: whole words move.
    for (Index step = 0; step < (form_.bits == 8 ? 8 : 4); ++step)
      store(quants_at(b, step), load<std::uint32_t>(stored + 4 * step) ^ (form_.bits == 8 ? 0x80808080U : 0U));
  }
  void pack_k(Index first, const std::byte* stored) {  // q4_k: d, dmin, scales[12], qs[128]; q5_k has qh[32] before qs
    const float d = load_half(stored), dmin = load_half(stored + 2);
    const std::byte* const fifth = stored + 16;
    for (int s = 0; s < 8; ++s) {
      const auto [scale, minimum] = k_scale_min(stored + 4, s);
      store(number_at(first + s, 0), d * static_cast<float>(scale));
      store(number_at(first + s, 1), -(dmin * static_cast<float>(minimum)));
      const std::byte* const qs = stored + (form_.bits == 5 ? 48 : 16) + s / 2 * 32;
      for (Index step = 0; step < 4; ++step) {
        const std::uint32_t low = load<std::uint32_t>(qs + 4 * step), high = load<std::uint32_t>(qs + 4 * step + 16);
        store(quants_at(first + s, step),
              s % 2 == 0 ? (low & 0x0f0f0f0fU) | (high & 0x0f0f0f0fU) << 4 : (low >> 4 & 0x0f0f0f0fU) | (high & 0xf0f0f0f0U));
      }
      if (form_.bits != 5) continue;
      std::uint32_t bits = 0;
      for (Index i = 0; i < block_values; ++i) bits |= ((std::to_integer<unsigned>(fifth[i]) >> s) & 1U) << i;
      store_fifth(first + s, bits);
    }
  }
  /// Bit i is the fifth bit of value i; bit s of byte c becomes that of step s, value c.
  void store_fifth(Index b, std::uint32_t bits) {
    std::uint32_t turned = 0;
    for (int i = 0; i < 32; ++i) turned |= ((bits >> i) & 1U) << (i % 4 * 8 + i / 4);
    store(quants_at(b, 4), turned);
  }

  static unsigned nibble(std::byte pair, Index high) { return (std::to_integer<unsigned>(pair) >> (high * 4)) & 15U; }
  /// The scale (which = 0) or the minimum (1).
  std::byte* number_at(Index b, Index which) const {
    return panel_ + blocks_ * form_.quant_bytes() + ((which * blocks_ + b) * panel_outputs + lane_) * form_.scale_bytes();
  }
  float number(Index b, Index which) const { return form_.wide ? load<float>(number_at(b, which)) : load_half(number_at(b, which)); }

  std::byte* quants_at(Index b, Index step) const { return panel_ + b * form_.quant_bytes() + step * 64 + lane_ * 4; }
  unsigned quant(Index b, Index i) const {
    const Index step = i / 4;
    const std::byte low = quants_at(b, form_.bits == 8 ? step : step % 4)[i % 4];
    if (form_.bits == 8) return std::to_integer<unsigned>(low);
    const unsigned high = form_.bits == 5 ? (std::to_integer<unsigned>(quants_at(b, 4)[i % 4]) >> step) & 1U : 0U;
    return nibble(low, step / 4) | high << 4;
  }

  DType dtype_;
  BlockForm form_;
  std::byte* panel_;
  Index blocks_, lane_;
};

}  // namespace ganymede::inline v0::detail
