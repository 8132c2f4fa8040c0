#pragma once
// Blocks of 32 values of a group of 64 rows, laid out for the kernels, and back.
//
// A group holds its blocks one after the other, so that a product reads memory in order: scales [64], minima [64] where there are any,
// quants. Quants are unsigned (8-bit ones are signed), x = d * (q - zero) or x = d * q + m. Each 16 rows have steps of four values,
// [8 steps][16 rows][4 values] bytes, which is what one multiply-add of 8-bit integers takes. Smaller quants keep their low four bits in
// half of that, steps s and s + 4 in one byte, s below; 5-bit ones have [16][4] more bytes, whose bit s is the fifth bit of step s, 6-bit
// ones [2][16][4] with two bits for each of four steps.
//
// 4-bit codes (core/code_quants.hpp) lie as 4-bit quants do; products look them up.
//
// Scales and minima are f16 as stored (bf16 or f32 where f16 is too narrow), or, for K-quants, integers of 8 bits ([2][64] where sixteen
// values share one); the f32 numbers that these are multiplied by, [K/256][64], follow the blocks. int8 has one scale for each row in their
// place, [64].

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/code_quants.hpp>
#include <ganymede/core/k_quants.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/ops/kernel_types.hpp>
#include <ganymede/split.hpp>

#include <utility>

namespace ganymede::inline v0::detail {

/// What tells the block types apart.
struct BlockForm {
  int bits = 0;
  bool minimum = false;   // x = d * q + m in place of x = d * (q - zero)
  std::int32_t zero = 0;  // 0 with a minimum
  bool super = false;     // a K-quant
  Index parts = 1;        // scales for 32 values
  bool codes = false;     // quants are codes of numbers of 8 bits
  ScaleType scales = ScaleType::f16;

  constexpr Index quant_bytes() const {  // of 16 rows
    return 2 * block_values * bits;
  }
  constexpr Index scale_bytes() const { return super ? 1 : scales == ScaleType::f32 ? 4 : 2; }
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
    case DType::iq4_nl:
      return {4, false, 128, false, 1, true};
    case DType::mxfp4:
      return {4, false, 128, false, 1, true, ScaleType::bf16};
    case DType::nf4:
    case DType::fp4:
      return {4, false, 128, false, 1, true, ScaleType::f32};
    case DType::iq1_s:
    case DType::iq2_xxs:
    case DType::iq3_xxs:
    case DType::iq3_s:
    case DType::iq4_xs:
      return {4, false, 128, true, 1, true};
    case DType::iq1_m:
    case DType::iq2_xs:
    case DType::iq2_s:
      return {4, false, 128, true, 2, true};
    case DType::tq1_0:
    case DType::tq2_0:
      return {4, false, 1};
    default:
      return {};
  }
}

/// The layout of 64 rows of `columns` values.
GANYMEDE_ONCE GroupLayout group_layout(DType dtype, Index columns);

/// The blocks of one row of a group, its `lane`.
class GroupRow {
 public:
  GroupRow(DType dtype, const GroupLayout& layout, std::byte* group, Index blocks, Index lane)
      : dtype_(dtype), form_(block_form(dtype)), layout_(layout), group_(group), blocks_(blocks), lane_(lane) {}

  /// Takes over a stored row of whole blocks.
  void pack(const std::byte* stored);

  /// The values as floats: the same bits as dequantize() of the stored row.
  void unpack(float* out) const;

 private:
  void pack_32(Index b, const std::byte* stored);
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
  template <DType Type>
  void pack_codes(const std::byte* stored) {
    for (Index first = 0; first < blocks_; first += 8, stored += block_shape(Type).bytes) {
      const CodeBlock k = read_code_block<Type>(stored);
      if (form_.super) store(super_at(layout_.super_scales, first / 8), k.d);
      for (Index s = 0; s < 8 * form_.parts; ++s) {
        std::byte* const scale = number_at(first + s / form_.parts, s % form_.parts, 0, form_.scale_bytes());
        if (form_.super)
          store(scale, k.scales[s * 2 / form_.parts]);
        else
          store(scale, float_to_half(k.d));  // which it was
      }
      for (Index b = 0; b < 8; ++b) pack_quants(first + b, k.codes + b * block_values);
    }
  }
  /// 32 quants of 4, 5 or 6 bits, a step of four at a time.
  void pack_quants(Index b, const std::uint8_t* q);

  /// A scale (numbers = 0) or a minimum, and what it is multiplied by.
  std::byte* number_at(Index b, Index part, Index numbers, Index element) const;
  std::byte* super_at(Index super, Index at) const { return group_ + super + (at * group_outputs + lane_) * 4; }
  float number(Index b, Index part, Index numbers, Index super) const;

  std::byte* quants_at(Index b, Index step) const;
  /// Less its zero point; what a code stands for.
  int quant(Index b, Index i) const;

  DType dtype_;
  BlockForm form_;
  const GroupLayout& layout_;
  std::byte* group_;
  Index blocks_, lane_;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/ops/packed_block.ipp>
#endif
