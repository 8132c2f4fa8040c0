#include <ganymede/io/quantized/quantized_tensors.hpp>

#include <doctest/doctest.h>

#include <ganymede/core/quantized_blocks.hpp>

#include <cstring>
#include <limits>
#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

/// What a matrix of one row of these integers and scales is kept as; its floats are checked.
DType kept(const std::vector<std::int16_t>& q, const std::vector<float>& scales, DType otherwise = DType::f32) {
  std::vector<StoredTensor> tensors;
  std::vector<Buffer> buffers;
  detail::QuantizedTensors quantized(tensors, buffers, "file");
  const auto cols = static_cast<Index>(q.size());
  quantized.put("layer", 3, cols, otherwise, [&](Index first, Index count, std::int16_t* to, float* factors) {
    CHECK(first + count <= 3);
    for (Index n = 0; n < count; ++n) {
      std::copy(q.begin(), q.end(), to + n * cols);
      std::copy(scales.begin(), scales.end(), factors + n * cols);
    }
  });
  CHECK(quantized.finish() == 1);
  const StoredTensor& t = tensors.at(0);
  CHECK(t.name == "layer.weight");
  CHECK(t.shape == std::vector<Index>{3, cols});
  CHECK(t.outputs_first);
  std::vector<float> row(q.size());
  dequantize(t.dtype, t.bytes.data() + 2 * row_bytes(t.dtype, cols), row.data(), cols);
  for (std::size_t k = 0; k < q.size(); ++k)
    if (t.dtype != DType::f16) CHECK(row[k] == scales[k] * q[k]);
  return t.dtype;
}

std::vector<std::int16_t> integers(Index cols, int least, int most) {
  std::vector<std::int16_t> q;
  for (Index k = 0; k < cols; ++k) q.push_back(static_cast<std::int16_t>(least + k * 7 % (most - least + 1)));
  return q;
}

}  // namespace

TEST_CASE("quantized_tensors: integers go where they fit, exactly") {
  const std::vector<float> alike(64, 0.25f), odd(64, 0.1f);  // 0.1f is no f16
  std::vector<float> halves(32, 0.5f), within(64, 0.25f);
  halves.insert(halves.end(), 32, 0.125f);
  within[5] = 0.5f;
  CHECK(kept(integers(64, -8, 7), halves) == DType::q4_0);
  CHECK(kept(integers(64, -9, 7), halves) == DType::q5_0);
  CHECK(kept(integers(64, -8, 8), halves) == DType::q5_0);
  CHECK(kept(integers(64, -16, 15), halves) == DType::q5_0);
  CHECK(kept(integers(64, -16, 16), halves) == DType::q8_0);
  CHECK(kept(integers(64, -16, 16), alike) == DType::int8);
  CHECK(kept(integers(64, -128, 127), halves) == DType::q8_0);
  CHECK(kept(integers(64, 128, 128), alike) == DType::f32);
  CHECK(kept(integers(64, -129, -129), alike) == DType::f32);
  CHECK(kept(integers(64, -8, 7), odd) == DType::int8);
  CHECK(kept(integers(64, -8, 7), within) == DType::f32);
  CHECK(kept(integers(64, -8, 7), within, DType::f16) == DType::f16);
  CHECK(kept(integers(31, -8, 7), std::vector<float>(31, 0.25f)) == DType::f32);
}

TEST_CASE("quantized_tensors: numbers of a stream of bits, across words") {
  const std::uint32_t words[] = {0xc0000001u, 0x00000005u};
  const auto* const bytes = reinterpret_cast<const std::byte*>(words);
  CHECK(detail::packed_number(bytes, 4, 0, 3) == 1);
  CHECK(detail::packed_number(bytes, 4, 10, 3) == (3 | 1 << 2));  // two bits of one word, one of the next
  CHECK(detail::packed_number(bytes, 4, 11, 3) == 2);
  CHECK(detail::packed_number(bytes, 4, 8, 4) == 5);
}

TEST_CASE("quantized_tensors: what is not finite, or stands twice, is refused by name") {
  std::vector<StoredTensor> tensors{{"layer.weight", DType::f32, {1}, {}}};
  std::vector<Buffer> buffers;
  const auto write = [](Index, std::byte* to) { std::memset(to, 0, 36); };
  {
    detail::QuantizedTensors quantized(tensors, buffers, "file");
    CHECK(error_of<TensorError>([&] { quantized.put_rows("layer", 1, 64, DType::q4_0, write); }).key == "layer.weight");
    quantized.put_rows("other", 1, 64, DType::q4_0, write);
    CHECK(error_of<TensorError>([&] { quantized.put_rows("other", 1, 64, DType::q4_0, write); }).key == "other.weight");
    CHECK(error_of<TensorError>([&] { quantized.get("missing"); }).key == "missing");
    CHECK(error_of<TensorError>([&] { quantized.require(quantized.get("layer.weight"), {DType::i8, DType::u8}); }).expected == "i8, u8");
    quantized.drop("layer.weight");
    quantized.put_rows("layer", 1, 64, DType::q4_0, write);
    CHECK(quantized.paths(".weight") == std::vector<std::string>{"layer"});
    CHECK(quantized.finish() == 2);
  }
  CHECK(tensors.size() == 2);
  detail::QuantizedTensors quantized(tensors, buffers, "file");
  for (const float strange : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    detail::QuantizedTensors own(tensors, buffers, "file");
    CHECK(error_of<TensorError>([&] {
            own.put("strange", 1, 2, DType::f32, [&](Index, Index, float* x) { x[0] = 1, x[1] = strange; });
          }).key == "strange.weight");
    StoredTensor scale{"scales", DType::f32, {1}, {reinterpret_cast<const std::byte*>(&strange), 4}};
    CHECK(error_of<TensorError>([&] { own.floats(scale); }).key == "scales");
  }
  CHECK(contains(error_of<TensorError>([&] {
                   quantized.put("large", 1, 2, DType::f16, [&](Index, Index, float* x) { x[0] = 1, x[1] = 1e6f; });
                 }).problem,
                 "too large for f16"));
}
