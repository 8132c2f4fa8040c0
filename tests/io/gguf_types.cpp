#include <ganymede/io/gguf_types.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("gguf_types: ggml's numbers") {
  using detail::ggml_type;
  CHECK(ggml_type(0).dtype == DType::f32);
  CHECK(ggml_type(1).dtype == DType::f16);
  CHECK(ggml_type(2).dtype == DType::q4_0);
  CHECK(ggml_type(3).dtype == DType::q4_1);
  CHECK(ggml_type(6).dtype == DType::q5_0);
  CHECK(ggml_type(7).dtype == DType::q5_1);
  CHECK(ggml_type(8).dtype == DType::q8_0);
  CHECK(ggml_type(10).dtype == DType::q2_k);
  CHECK(ggml_type(11).dtype == DType::q3_k);
  CHECK(ggml_type(12).dtype == DType::q4_k);
  CHECK(ggml_type(13).dtype == DType::q5_k);
  CHECK(ggml_type(14).dtype == DType::q6_k);
  CHECK(ggml_type(24).dtype == DType::i8);
  CHECK(ggml_type(27).dtype == DType::i64);
  CHECK(ggml_type(28).dtype == DType::f64);
  CHECK(ggml_type(30).dtype == DType::bf16);
  CHECK(ggml_type(15).name == "Q8_K");
  CHECK(ggml_type(16).name == "IQ2_XXS");
  CHECK(ggml_type(29).name == "IQ1_M");
  CHECK(ggml_type(34).name == "TQ1_0");
  CHECK(ggml_type(39).name == "MXFP4");
  const std::pair<std::uint32_t, DType> with_codes[] = {
      {16, DType::iq2_xxs}, {17, DType::iq2_xs}, {18, DType::iq3_xxs}, {19, DType::iq1_s}, {20, DType::iq4_nl}, {21, DType::iq3_s},
      {22, DType::iq2_s},   {23, DType::iq4_xs}, {29, DType::iq1_m},   {34, DType::tq1_0}, {35, DType::tq2_0},  {39, DType::mxfp4}};
  for (const auto& [number, dtype] : with_codes) CHECK(ggml_type(number).dtype == dtype);
  for (const std::uint32_t unsupported : {4u, 5u, 9u, 15u, 31u, 32u, 33u, 36u, 37u, 38u, 40u, 41u})
    CHECK_FALSE(ggml_type(unsupported).dtype);
  CHECK(ggml_type(42).name.empty());
  CHECK(ggml_type(0xffffffff).name.empty());
}

TEST_CASE("gguf_types: sizes of metadata values") {
  CHECK(detail::gguf_least_bytes(detail::GgufType::u8) == 1);
  CHECK(detail::gguf_least_bytes(detail::GgufType::f32) == 4);
  CHECK(detail::gguf_least_bytes(detail::GgufType::boolean) == 1);
  CHECK(detail::gguf_least_bytes(detail::GgufType::f64) == 8);
  CHECK(detail::gguf_least_bytes(detail::GgufType{13}) == 0);
  CHECK(detail::gguf_least_bytes(detail::GgufType{0xffffffff}) == 0);
}
