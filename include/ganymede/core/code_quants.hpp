#pragma once
// Blocks whose values are 4-bit codes: each stands for one of sixteen integers v, x = d * scale * v. Such are ggml's IQ types, too: what
// they spread over grids and signs is one of at most sixteen values, and their scales d (s + 1/2) are integers 2 s + 1 times a part of d.
//
//   iq4_nl, mxfp4           blocks of 32; mxfp4's d is a power of two (OCP Microscaling Formats 1.0: 2^(e - 127); its values are halves)
//   nf4, fp4                blocks of 32 with d in f32; no file has them, bitsandbytes' codes and scales become them (io/)
//   iq4_xs                  blocks of 256, a scale for 32 values
//   iq1_*, iq2_*, iq3_*     blocks of 256, a scale for 16 or 32 values; a grid's row for eight values or four
//   tq1_0, tq2_0            blocks of 256 of -1, 0, 1 (five or four in a byte) with d alone
//
// All products are exact in float (at most 11 + 6 + 7 bits) but those of nf4 and fp4. Source: quants.py of ggml's `gguf` package.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/core/half.hpp>
#include <ganymede/core/iq_grids.hpp>

#include <bit>

namespace ganymede::inline v0 {
namespace detail {

/// What codes 0 to 15 stand for.
struct CodeValues {
  static constexpr std::int8_t nonlinear[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
  static constexpr std::int8_t doubled_e2m1[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
  static constexpr std::int8_t ternary[16] = {-1, 0, 1, 2};
  // Codes of the others: three bits of magnitude, then the sign; of iq1, a grid value, then which of 1/8 and -1/8 is added.
  static constexpr std::int8_t eighths[16] = {-7, 1, 9, 0, 0, 0, 0, 0, -9, -1, 7};
  static constexpr std::int8_t three[16] = {8, 25, 43, 0, 0, 0, 0, 0, -8, -25, -43};
  static constexpr std::int8_t eight[16] = {4, 12, 20, 28, 36, 44, 52, 62, -4, -12, -20, -28, -36, -44, -52, -62};
  static constexpr std::int8_t odd[16] = {1, 3, 5, 7, 9, 11, 13, 15, -1, -3, -5, -7, -9, -11, -13, -15};
  // Quantiles of the normal distribution (Dettmers et al. 2023, appendix E) times 112.1, which rounds them least: 0.0037 at most of the
  // largest, 0.0017 in the mean. The 4-bit floats of bitsandbytes times 120: exact but for 1/192, which becomes 1/120.
  static constexpr std::int8_t normal[16] = {-112, -78, -59, -44, -32, -21, -10, 0, 9, 18, 28, 38, 49, 63, 81, 112};
  static constexpr std::int8_t floats[16] = {0, 1, 80, 120, 40, 60, 20, 30, 0, -1, -80, -120, -40, -60, -20, -30};
};

/// Null for types that have no codes.
constexpr const std::int8_t* code_values(DType dtype) noexcept {
  switch (dtype) {
    case DType::iq4_nl:
    case DType::iq4_xs:
      return CodeValues::nonlinear;
    case DType::mxfp4:
      return CodeValues::doubled_e2m1;
    case DType::tq1_0:
    case DType::tq2_0:
      return CodeValues::ternary;
    case DType::iq1_s:
    case DType::iq1_m:
      return CodeValues::eighths;
    case DType::iq2_xxs:
    case DType::iq2_xs:
    case DType::iq2_s:
      return CodeValues::three;
    case DType::iq3_xxs:
      return CodeValues::eight;
    case DType::iq3_s:
      return CodeValues::odd;
    case DType::nf4:
      return CodeValues::normal;
    case DType::fp4:
      return CodeValues::floats;
    default:
      return nullptr;
  }
}

/// 2^(e - 128), half of what an e8m0 scale stands for, for values that are stored doubled. 255, which stands for no number, is 2^127.
constexpr float half_e8m0_to_float(std::uint8_t e) noexcept {
  return std::bit_cast<float>(e < 2 ? std::uint32_t{0x00200000} << e : (std::uint32_t{e} - 1) << 23);
}

/// The scale before the nibbles of a block of 32, and its bytes.
template <DType Type>
constexpr int code_scale_bytes = Type == DType::mxfp4    ? 1
                                 : Type == DType::iq4_nl ? 2
                                                         : 4;
template <DType Type>
float code_scale(const std::byte* block) noexcept {
  if constexpr (Type == DType::mxfp4) return half_e8m0_to_float(load<std::uint8_t>(block));
  if constexpr (Type == DType::iq4_nl) return half_to_float(load<std::uint16_t>(block));
  return load<float>(block);
}

/// A block of 256 in one form for all types: x = d * scale * value of the code.
struct CodeBlock {
  float d = 0;
  std::int8_t scales[16]{};  // of 16 values each; where 32 or all share one, it stands several times
  std::uint8_t codes[256];
};

/// The f16 that iq1_m keeps in the uppermost four bits of four numbers of 16.
inline std::uint16_t iq1_m_scale(const std::byte* block) noexcept {
  std::uint32_t bits = 0;
  for (int i = 0; i < 4; ++i) bits |= static_cast<std::uint32_t>(load<std::uint16_t>(block + 48 + 2 * i)) >> 12 << 4 * i;
  return static_cast<std::uint16_t>(bits);
}

template <DType Type>
CodeBlock read_code_block(const std::byte* from) noexcept {
  using enum DType;
  CodeBlock k;
  const auto byte = [from](int at) { return static_cast<std::uint32_t>(from[at]); };
  const auto half = [from](int at) { return half_to_float(load<std::uint16_t>(from + at)); };
  const auto word = [from](int at) { return load<std::uint32_t>(from + at); };
  const auto pair = [from](int at) { return static_cast<std::uint32_t>(load<std::uint16_t>(from + at)); };
  /// The sign bits of eight values out of seven: there is an even number of minus signs.
  const auto signs_of = [](std::uint32_t seven) { return seven | (static_cast<std::uint32_t>(std::popcount(seven)) & 1u) << 7; };
  if constexpr (Type == tq1_0 || Type == tq2_0) {
    k.d = half(Type == tq1_0 ? 52 : 64);
    for (std::int8_t& scale : k.scales) scale = 1;
    for (int i = 0; i < 256; ++i) {
      if constexpr (Type == tq2_0) {
        k.codes[i] = static_cast<std::uint8_t>(byte(i / 128 * 32 + i % 32) >> i / 32 % 4 * 2 & 3u);
      } else {  // a byte is its five digits of base 3 as a fraction of 256
        constexpr std::uint32_t powers[] = {1, 3, 9, 27, 81};
        const int at = i < 160 ? i % 32 : i < 240 ? 32 + i % 16 : 48 + i % 4;
        const std::uint32_t power = powers[i < 160 ? i / 32 : i < 240 ? (i - 160) / 16 : (i - 240) / 4];
        k.codes[i] = static_cast<std::uint8_t>((byte(at) * power & 255u) * 3 >> 8);
      }
    }
  } else if constexpr (Type == iq4_xs) {
    k.d = half(0);
    for (int s = 0; s < 16; ++s) {
      const std::uint32_t biased = (byte(4 + s / 4) >> s / 2 % 2 * 4 & 15u) | (pair(2) >> s / 2 * 2 & 3u) << 4;
      k.scales[s] = static_cast<std::int8_t>(static_cast<int>(biased) - 32);
    }
    for (int i = 0; i < 256; ++i) k.codes[i] = static_cast<std::uint8_t>(byte(8 + i / 32 * 16 + i % 16) >> i / 16 % 2 * 4 & 15u);
  } else {
    constexpr bool is_iq1 = Type == iq1_s || Type == iq1_m, is_iq3 = Type == iq3_xxs || Type == iq3_s;
    const float d = Type == iq1_m ? half_to_float(iq1_m_scale(from)) : half(0);
    k.d = d * (Type == iq3_s ? 1.0f : Type == iq3_xxs ? 0.25f : 0.125f);
    for (int s = 0; s < 16; ++s) {
      std::uint32_t scale = 0;
      if constexpr (Type == iq1_s) scale = pair(34 + s / 2 * 2) >> 12 & 7u;
      if constexpr (Type == iq1_m) scale = pair(48 + s / 4 * 2) >> s % 4 * 3 & 7u;
      if constexpr (Type == iq2_xxs) scale = word(6 + s / 2 * 8) >> 28;
      if constexpr (Type == iq2_xs || Type == iq2_s) scale = byte((Type == iq2_xs ? 66 : 74) + s / 2) >> s % 2 * 4 & 15u;
      if constexpr (Type == iq3_xxs) scale = word(66 + s / 2 * 4) >> 28;
      if constexpr (Type == iq3_s) scale = byte(106 + s / 4) >> s / 2 % 2 * 4 & 15u;
      k.scales[s] = static_cast<std::int8_t>(2 * scale + 1);
    }
    for (int e = 0; e < 32; ++e) {                  // eight values
      std::uint32_t row = 0, upper = 0, signs = 0;  // upper: of iq3, the row of the last four
      if constexpr (Type == iq1_s) row = iq1_s_grid[byte(2 + e) | (pair(34 + e / 4 * 2) >> e % 4 * 3 & 7u) << 8];
      if constexpr (Type == iq1_s) signs = pair(34 + e / 4 * 2) >> 15;
      if constexpr (Type == iq1_m) row = iq1_s_grid[byte(e) | (byte(32 + e / 2) >> e % 2 * 4 & 7u) << 8];
      if constexpr (Type == iq1_m) signs = byte(32 + e / 2) >> (e % 2 * 4 + 3) & 1u;
      if constexpr (is_iq1) signs *= 255u;
      if constexpr (Type == iq2_xxs) row = iq2_xxs_grid[byte(2 + e / 4 * 8 + e % 4)];
      if constexpr (Type == iq2_xxs) signs = signs_of(word(6 + e / 4 * 8) >> e % 4 * 7 & 127u);
      if constexpr (Type == iq2_xs) row = iq2_xs_grid[pair(2 + e * 2) & 511u];
      if constexpr (Type == iq2_xs) signs = signs_of(pair(2 + e * 2) >> 9);
      if constexpr (Type == iq2_s) row = iq2_s_grid[byte(2 + e) | (byte(66 + e / 4) >> e % 4 * 2 & 3u) << 8];
      if constexpr (Type == iq2_s) signs = byte(34 + e);
      if constexpr (Type == iq3_xxs) row = iq3_xxs_grid[byte(2 + e * 2)], upper = iq3_xxs_grid[byte(3 + e * 2)];
      if constexpr (Type == iq3_xxs) signs = signs_of(word(66 + e / 4 * 4) >> e % 4 * 7 & 127u);
      if constexpr (Type == iq3_s) {
        const std::uint32_t ninth = byte(66 + e / 4) >> e % 4 * 2;
        row = iq3_s_grid[byte(2 + e * 2) | (ninth & 1u) << 8], upper = iq3_s_grid[byte(3 + e * 2) | (ninth >> 1 & 1u) << 8];
        signs = byte(74 + e);
      }
      for (int i = 0; i < 8; ++i) {
        const std::uint32_t place = is_iq3 ? (i < 4 ? row : upper) >> i % 4 * 3 & 7u : row >> i * 2 & 3u;
        k.codes[e * 8 + i] = static_cast<std::uint8_t>(place | (signs >> i & 1u) << 3);
      }
    }
  }
  return k;
}

template <DType Type>
void dequantize_code_32(const std::byte* block, float* out) noexcept {
  const float d = code_scale<Type>(block);
  for (int i = 0; i < 32; ++i)
    out[i] = d * code_values(Type)[static_cast<std::uint32_t>(block[code_scale_bytes<Type> + i % 16]) >> i / 16 * 4 & 15u];
}

template <DType Type>
void dequantize_code_256(const std::byte* block, float* out) noexcept {
  const CodeBlock k = read_code_block<Type>(block);
  for (int i = 0; i < 256; ++i) out[i] = k.d * static_cast<float>(k.scales[i / 16]) * static_cast<float>(code_values(Type)[k.codes[i]]);
}

}  // namespace detail
}  // namespace ganymede::inline v0
