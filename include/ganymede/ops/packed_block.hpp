#pragma once
// Blocks of 32 values of a group of 64 rows, laid out for the kernels, and back.
//
// A group holds its blocks one after the other, so that a product reads memory in order: scales [64], minima [64] where there are any,
// quants. Quants are unsigned (8-bit ones are signed), x = d * (q - zero) or x = d * q + m. Each 16 rows have steps of four values,
// [8 steps][16 rows][4 values] bytes, which is what one multiply-add of 8-bit integers takes. Smaller quants keep their low four bits in
// half of that, steps s and s + 4 in one byte, s below; 5-bit ones have [16][4] more bytes, whose bit s is the fifth bit of step s, 6-bit
// ones [2][16][4] with two bits for each of four steps.
//
// Scales and minima are f16 as stored, or, for K-quants, integers of 8 bits ([2][64] where sixteen values share one); the f32 numbers
// that these are multiplied by, [K/256][64], follow the blocks. int8 has one scale for each row in their place, [64].

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/ops/kernel_types.hpp>

#include <utility>

namespace ganymede::inline v0::detail {

/// What tells the block types apart.
struct BlockForm {
  int bits = 0;
  bool minimum = false;   // x = d * q + m in place of x = d * (q - zero)
  std::int32_t zero = 0;  // 0 with a minimum
  bool super = false;     // a K-quant
  Index parts = 1;        // scales for 32 values

  constexpr Index quant_bytes() const {  // of 16 rows
    return 2 * block_values * bits;
  }
};

/// All zero for types whose inputs stay floats.
constexpr BlockForm block_form(DType dtype) {
  switch (dtype) {
    case DType::q8_0:
    case DType::int8:
      return {8, false, 128};
    case DType::q4_0:
      return {4, false, 8};
    case DType::q4_1:
      return {4, true, 0};
    case DType::q5_0:
      return {5, false, 16};
    case DType::q5_1:
      return {5, true, 0};
    case DType::q2_k:
      return {4, true, 0, true, 2};
    case DType::q3_k:
      return {4, false, 4, true, 2};
    case DType::q4_k:
      return {4, true, 0, true};
    case DType::q5_k:
      return {5, true, 0, true};
    case DType::q6_k:
      return {6, false, 32, true, 2};
    default:
      return {};
  }
}

/// The layout of 64 rows of `columns` values.
inline GroupLayout group_layout(DType dtype, Index columns) {
  GroupLayout layout{};
  layout.bytes = group_outputs * static_cast<Index>(row_bytes(dtype, columns));
  if (!is_quantized(dtype)) return layout;
  const BlockForm form = block_form(dtype);
  const Index blocks = columns / block_values, numbers = group_outputs * form.parts * (form.super ? 1 : dtype == DType::int8 ? 0 : 2);
  layout.per_row = dtype == DType::int8;
  layout.minima = form.minimum ? numbers : 0;
  layout.quants = numbers + layout.minima;
  layout.block = layout.quants + group_panels * form.quant_bytes();
  layout.bytes = blocks * layout.block;
  const auto append = [&layout](Index bytes) { return std::exchange(layout.bytes, layout.bytes + group_outputs * bytes); };
  if (layout.per_row) layout.super_scales = append(4);
  if (form.super) layout.super_scales = append(blocks / 8 * 4);
  if (form.super && form.minimum) layout.super_minima = append(blocks / 8 * 4);
  return layout;
}

/// The blocks of one row of a group, its `lane`.
class GroupRow {
 public:
  GroupRow(DType dtype, const GroupLayout& layout, std::byte* group, Index blocks, Index lane)
      : dtype_(dtype), form_(block_form(dtype)), layout_(layout), group_(group), blocks_(blocks), lane_(lane) {}

  /// Takes over a stored row of whole blocks.
  void pack(const std::byte* stored) {
    switch (dtype_) {
      case DType::int8:
        std::memcpy(super_at(layout_.super_scales, 0), stored, 4);
        for (Index step = 0; step < blocks_ * 8; ++step) store(quants_at(step / 8, step % 8), load<std::uint32_t>(stored + 4 + 4 * step));
        return;
      case DType::q2_k:
        return pack_k<DType::q2_k>(stored);
      case DType::q3_k:
        return pack_k<DType::q3_k>(stored);
      case DType::q4_k:
        return pack_k<DType::q4_k>(stored);
      case DType::q5_k:
        return pack_k<DType::q5_k>(stored);
      case DType::q6_k:
        return pack_k<DType::q6_k>(stored);
      default:
        for (Index b = 0; b < blocks_; ++b) pack_32(b, stored + static_cast<std::size_t>(b) * block_shape(dtype_).bytes);
    }
  }

  /// The values as floats: the same bits as dequantize() of the stored row.
  void unpack(float* out) const {
    for (Index half = 0; half < 2 * blocks_; ++half) {
      const Index b = half / 2, part = half % 2 * form_.parts / 2;
      const float d = number(b, part, 0, layout_.super_scales);
      const float m = form_.minimum ? number(b, part, layout_.minima, layout_.super_minima) : 0.0f;
      for (Index i = half % 2 * 16; i < half % 2 * 16 + 16; ++i, ++out) {
        const float scaled = d * static_cast<float>(quant(b, i));  // exact
        *out = form_.minimum ? scaled + m : scaled;
      }
    }
  }

 private:
  void pack_32(Index b, const std::byte* stored) {
    std::memcpy(number_at(b, 0, 0, 2), stored, 2);
    if (form_.minimum) std::memcpy(number_at(b, 0, layout_.minima, 2), stored += 2, 2);
    stored += 2;
    if (form_.bits == 5) {
      std::uint32_t turned = 0;  // bit i is the fifth bit of value i, and becomes bit s of byte c: step s, value c
      for (int i = 0; i < 32; ++i) turned |= ((load<std::uint32_t>(stored) >> i) & 1U) << (i % 4 * 8 + i / 4);
      store(quants_at(b, 4), turned);
      stored += 4;
    }
    // A stored byte j holds values j and j + 16, which are steps s and s + 4: whole words move.
    for (Index step = 0; step < (form_.bits == 8 ? 8 : 4); ++step) store(quants_at(b, step), load<std::uint32_t>(stored + 4 * step));
  }
  template <DType Type>
  void pack_k(const std::byte* stored) {
    for (Index first = 0; first < blocks_; first += 8, stored += block_shape(Type).bytes) {
      const KBlock k = read_k_block<Type>(stored);
      store(super_at(layout_.super_scales, first / 8), half_to_float(k.d));
      if (form_.minimum) store(super_at(layout_.super_minima, first / 8), -half_to_float(k.dmin));  // m = -dmin * minimum
      for (Index s = 0; s < 8 * form_.parts; ++s) {
        const Index b = first + s / form_.parts, part = s % form_.parts, sixteen = s * 2 / form_.parts;
        store(number_at(b, part, 0, 1), k.scales[sixteen]);
        if (form_.minimum) store(number_at(b, part, layout_.minima, 1), k.minima[sixteen]);
      }
      for (Index b = 0; b < 8; ++b) pack_quants(first + b, k.q + b * block_values);
    }
  }
  /// 32 quants of 4, 5 or 6 bits, a step of four at a time.
  void pack_quants(Index b, const std::uint8_t* q) {
    std::uint32_t steps[8], fifth = 0, sixth[2]{};
    std::memcpy(steps, q, sizeof steps);
    for (Index s = 0; s < 4; ++s) store(quants_at(b, s), (steps[s] & 0x0f0f0f0fU) | (steps[s + 4] & 0x0f0f0f0fU) << 4);
    for (int s = 0; s < 8; ++s) {
      fifth |= (steps[s] >> 4 & 0x01010101U) << s;
      sixth[s / 4] |= (steps[s] >> 4 & 0x03030303U) << s % 4 * 2;
    }
    if (form_.bits == 5) store(quants_at(b, 4), fifth);
    for (Index half = 0; form_.bits == 6 && half < 2; ++half) store(quants_at(b, 4 + half), sixth[half]);
  }

  /// A scale (numbers = 0) or a minimum, and what it is multiplied by.
  std::byte* number_at(Index b, Index part, Index numbers, Index element) const {
    return group_ + b * layout_.block + numbers + (part * group_outputs + lane_) * element;
  }
  std::byte* super_at(Index super, Index at) const { return group_ + super + (at * group_outputs + lane_) * 4; }
  float number(Index b, Index part, Index numbers, Index super) const {
    if (layout_.per_row) return load<float>(super_at(super, 0));
    if (!form_.super) return load_half(number_at(b, part, numbers, 2));
    return load<float>(super_at(super, b / 8)) * static_cast<float>(load<std::int8_t>(number_at(b, part, numbers, 1)));  // exact
  }

  std::byte* quants_at(Index b, Index step) const {
    return group_ + b * layout_.block + layout_.quants + lane_ / panel_outputs * form_.quant_bytes() + step * 64 +
           lane_ % panel_outputs * 4;
  }
  /// Less its zero point.
  int quant(Index b, Index i) const {
    const Index step = i / 4;
    const auto byte = [&](Index s) { return std::to_integer<unsigned>(quants_at(b, s)[i % 4]); };
    if (form_.bits == 8) return static_cast<std::int8_t>(byte(step));
    unsigned q = byte(step % 4) >> (step / 4 * 4) & 15U;
    if (form_.bits == 5) q |= (byte(4) >> step & 1U) << 4;
    if (form_.bits == 6) q |= (byte(4 + step / 4) >> step % 4 * 2 & 3U) << 4;
    return static_cast<int>(q) - form_.zero;
  }

  DType dtype_;
  BlockForm form_;
  const GroupLayout& layout_;
  std::byte* group_;
  Index blocks_, lane_;
};

}  // namespace ganymede::inline v0::detail
