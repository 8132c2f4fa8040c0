#pragma once
// The numbers that a GGUF file uses for types: of metadata values and of tensors (ggml_type).
// Source: ggml's docs/gguf.md and ggml.h.

#include <ganymede/core/dtype.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace ganymede::inline v0 {
namespace detail {

/// The type of a metadata value.
enum class GgufType : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, string, array, u64, i64, f64 };

/// Bytes of one value; for strings and arrays the least they can take (a length; a type and a length). 0: no such type.
constexpr std::size_t gguf_least_bytes(GgufType type) {
  constexpr std::array<std::size_t, 13> bytes{1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};
  return static_cast<std::size_t>(type) < bytes.size() ? bytes[static_cast<std::size_t>(type)] : 0;
}

/// A tensor's type: its name in ggml and what it is here, if it is supported.
struct GgmlType {
  std::string_view name;
  std::optional<DType> dtype{};
};

/// Empty name: no ggml type has this number.
constexpr GgmlType ggml_type(std::uint32_t number) {
  constexpr std::array<GgmlType, 42> types{{
      {"F32", DType::f32},
      {"F16", DType::f16},
      {"Q4_0", DType::q4_0},
      {"Q4_1", DType::q4_1},
      {"Q4_2"},
      {"Q4_3"},
      {"Q5_0", DType::q5_0},
      {"Q5_1", DType::q5_1},
      {"Q8_0", DType::q8_0},
      {"Q8_1"},
      {"Q2_K", DType::q2_k},
      {"Q3_K", DType::q3_k},
      {"Q4_K", DType::q4_k},
      {"Q5_K", DType::q5_k},
      {"Q6_K", DType::q6_k},
      {"Q8_K"},
      {"IQ2_XXS", DType::iq2_xxs},
      {"IQ2_XS", DType::iq2_xs},
      {"IQ3_XXS", DType::iq3_xxs},
      {"IQ1_S", DType::iq1_s},
      {"IQ4_NL", DType::iq4_nl},
      {"IQ3_S", DType::iq3_s},
      {"IQ2_S", DType::iq2_s},
      {"IQ4_XS", DType::iq4_xs},
      {"I8", DType::i8},
      {"I16", DType::i16},
      {"I32", DType::i32},
      {"I64", DType::i64},
      {"F64", DType::f64},
      {"IQ1_M", DType::iq1_m},
      {"BF16", DType::bf16},
      {"Q4_0_4_4"},
      {"Q4_0_4_8"},
      {"Q4_0_8_8"},
      {"TQ1_0", DType::tq1_0},
      {"TQ2_0", DType::tq2_0},
      {"IQ4_NL_4_4"},
      {"IQ4_NL_4_8"},
      {"IQ4_NL_8_8"},
      {"MXFP4", DType::mxfp4},
      {"NVFP4"},
      {"Q1_0"},
  }};
  return number < types.size() ? types[number] : GgmlType{};
}

}  // namespace detail
}  // namespace ganymede::inline v0
