#include <ganymede/core/finite_weights.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "../support/error_of.hpp"

using namespace ganymede;

namespace {
constexpr float infinity = std::numeric_limits<float>::infinity(), not_a_number = std::numeric_limits<float>::quiet_NaN();

/// A row of 256 numbers as `dtype`, with `strange` at 37: checked.
void check(DType dtype, float strange) {
  std::vector<float> row(256, 0.5f);
  row[37] = strange;
  std::vector<std::byte> stored(row_bytes(dtype, 256));
  quantize(dtype, row.data(), stored.data(), 256);
  require_representable(dtype, row.data(), stored.data(), 256, {"model.gguf", "blk.3.ffn_down.weight", 7});
}
}  // namespace

TEST_CASE("what is not finite cannot be quantised, and the error says what stands where") {
  for (const DType dtype : {DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1, DType::int8})
    for (const float strange : {not_a_number, -not_a_number, infinity, -infinity}) {
      CAPTURE(name(dtype));
      const ErrorDetails details = error_of<TensorError>([&] { check(dtype, strange); });
      CHECK(details.file == "model.gguf");
      CHECK(details.key == "blk.3.ffn_down.weight");
      CHECK(details.found == std::to_string(strange) + " in row 7, column 37");
    }
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16})
    for (const float strange : {not_a_number, infinity}) CHECK_NOTHROW(check(dtype, strange));  // stays what it is
}

TEST_CASE("what is too large for a type or for its scales is refused; what is not, is not") {
  for (const DType dtype : {DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1, DType::f16})
    for (const float large : {1e20f, -1e20f, 3e38f}) {
      CAPTURE(name(dtype));
      CHECK(contains(error_of<TensorError>([&] { check(dtype, large); }).problem, "too large for " + std::string(name(dtype))));
    }
  CHECK(contains(error_of<TensorError>([&] { check(DType::bf16, 3.4e38f); }).problem, "too large for bf16"));
  for (const DType dtype : {DType::q8_0, DType::q4_0, DType::q5_0, DType::int8, DType::f16, DType::bf16, DType::f32})
    for (const float fine : {0.0f, -1.0f, 60000.0f, 1e-44f}) CHECK_NOTHROW(check(dtype, fine));
  for (const float fine : {1e20f, 1e38f}) CHECK_NOTHROW(check(DType::int8, fine));  // its scale is a float
  CHECK_NOTHROW(check(DType::q4_1, -60000.0f));
}

TEST_CASE("stored scales and minima of every block type are looked at") {
  struct Place {
    DType dtype;
    std::size_t at;
  };
  for (const Place p : {Place{DType::q8_0, 0}, {DType::q4_0, 0},    {DType::q4_1, 0},   {DType::q4_1, 2},   {DType::q5_0, 0},
                        {DType::q5_1, 0},      {DType::q5_1, 2},    {DType::q2_k, 80},  {DType::q2_k, 82},  {DType::q3_k, 108},
                        {DType::q4_k, 0},      {DType::q4_k, 2},    {DType::q5_k, 0},   {DType::q5_k, 2},   {DType::q6_k, 208},
                        {DType::iq1_s, 0},     {DType::iq2_xxs, 0}, {DType::iq2_xs, 0}, {DType::iq2_s, 0},  {DType::iq3_xxs, 0},
                        {DType::iq3_s, 0},     {DType::iq4_nl, 0},  {DType::iq4_xs, 0}, {DType::tq1_0, 52}, {DType::tq2_0, 64}}) {
    CAPTURE(name(p.dtype));
    const std::size_t block = block_shape(p.dtype).bytes;
    for (const int half : {0x7c00, 0xfc00, 0x7e00, 0x7c01, 0xffff}) {
      std::vector<std::byte> row(row_bytes(p.dtype, 768), std::byte{0x11});
      CHECK_NOTHROW(require_finite_scales(p.dtype, row.data(), 768, {}));
      store(row.data() + 2 * block + p.at, static_cast<std::uint16_t>(half));
      const ErrorDetails details = error_of<TensorError>([&] { require_finite_scales(p.dtype, row.data(), 768, {"f", "t", 5}); });
      CHECK(details.key == "t");
      CHECK(contains(details.found, "row 5"));
      // that is what dequantize() makes of it
      std::vector<float> values(768);
      dequantize(p.dtype, row.data(), values.data(), 768);
      CHECK_FALSE(detail::all_finite(values.data(), 768));
    }
  }
  std::vector<std::byte> row(row_bytes(DType::int8, 64));
  store(row.data(), infinity);
  CHECK_THROWS_AS(require_finite_scales(DType::int8, row.data(), 64, {}), TensorError);
}

TEST_CASE("scales that are no f16 in one place are looked at too") {
  const auto refused = [](DType dtype, const auto& change) {
    std::vector<std::byte> row(row_bytes(dtype, 768), std::byte{0x11});
    CHECK_NOTHROW(require_finite_scales(dtype, row.data(), 768, {}));
    change(row.data() + row.size() / 3 * 2);
    try {
      require_finite_scales(dtype, row.data(), 768, {});
    } catch (const TensorError&) {
      return true;
    }
    return false;
  };
  const auto e8m0 = [](int e) { return [e](std::byte* block) { store(block, static_cast<std::uint8_t>(e)); }; };
  for (const int e : {0, 1, 127, 252}) CHECK_FALSE(refused(DType::mxfp4, e8m0(e)));
  for (const int e : {253, 254, 255}) CHECK(refused(DType::mxfp4, e8m0(e)));
  for (const DType dtype : {DType::nf4, DType::fp4}) {
    for (const float scale : {infinity, -infinity, not_a_number, 3e38f})
      CHECK(refused(dtype, [scale](std::byte* block) { store(block, scale); }));
    CHECK_FALSE(refused(dtype, [](std::byte* block) { store(block, 1e36f); }));
  }
  CHECK(refused(DType::iq1_m, [](std::byte* block) {  // 0x7c00, four bits in each of four numbers
    block[53] = std::byte{0xc1};
    block[55] = std::byte{0x71};
  }));
}
