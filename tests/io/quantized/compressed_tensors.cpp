// Layers small enough to work out by hand; quantized_folder.cpp compares whole models.
#include <ganymede/io/quantized/compressed_tensors.hpp>

#include <doctest/doctest.h>

#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/json.hpp>

#include <cmath>
#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

/// What becomes of an int8 weight [2, 2] with these scales and zero points, in this strategy.
std::vector<float> int8_weight(const Json& weights, std::vector<Index> scale_shape, const std::vector<float>& scales,
                               const std::vector<std::int8_t>& zeros = {}) {
  const std::int8_t q[] = {1, -2, 3, -128};
  std::vector<StoredTensor> tensors{{"a.weight", DType::i8, {2, 2}, std::as_bytes(std::span(q))},
                                    {"a.weight_scale", DType::f32, scale_shape, std::as_bytes(std::span(scales))}};
  if (!zeros.empty()) tensors.push_back({"a.weight_zero_point", DType::i8, scale_shape, std::as_bytes(std::span(zeros))});
  std::vector<Buffer> buffers;
  detail::QuantizedTensors quantized(tensors, buffers, "file");
  const Json config{{"format", "int-quantized"}, {"config_groups", {{"group_0", {{"weights", weights}}}}}};
  detail::unpack_compressed_tensors(quantized, Settings(config, "config.json").recorded());
  CHECK(quantized.finish() == 1);
  std::vector<float> values(4);
  dequantize(tensors.at(0).dtype, tensors[0].bytes.data(), values.data(), 4);
  return values;
}

}  // namespace

TEST_CASE("compressed_tensors: bytes of e4m3") {
  CHECK(detail::e4m3_to_float(0x00) == 0.0f);
  CHECK(std::signbit(detail::e4m3_to_float(0x80)));
  CHECK(detail::e4m3_to_float(0x01) == 0x1p-9f);
  CHECK(detail::e4m3_to_float(0x07) == 7 * 0x1p-9f);
  CHECK(detail::e4m3_to_float(0x08) == 0x1p-6f);
  CHECK(detail::e4m3_to_float(0x38) == 1.0f);
  CHECK(detail::e4m3_to_float(0xbc) == -1.5f);
  CHECK(detail::e4m3_to_float(0x7e) == 448.0f);
  CHECK(std::isnan(detail::e4m3_to_float(0x7f)));
  CHECK(std::isnan(detail::e4m3_to_float(0xff)));
}

TEST_CASE("compressed_tensors: a scale for the tensor, a row, a group or a block, with zero points or without") {
  const Json channel{{"num_bits", 8}, {"strategy", "channel"}}, tensor{{"num_bits", 8}, {"strategy", "tensor"}};
  CHECK(int8_weight(channel, {2, 1}, {2, 0.5f}) == std::vector<float>{2, -4, 1.5f, -64});
  CHECK(int8_weight(channel, {2}, {2, 0.5f}) == std::vector<float>{2, -4, 1.5f, -64});
  CHECK(int8_weight(tensor, {1}, {2}) == std::vector<float>{2, -4, 6, -256});
  CHECK(int8_weight(tensor, {}, {2}) == std::vector<float>{2, -4, 6, -256});
  const Json group{{"num_bits", 8}, {"strategy", "group"}, {"group_size", 1}};
  CHECK(int8_weight(group, {2, 2}, {1, 2, 3, 4}) == std::vector<float>{1, -4, 9, -512});
  const Json block{{"num_bits", 8}, {"strategy", "block"}, {"block_structure", {2, 1}}};
  CHECK(int8_weight(block, {1, 2}, {1, 2}) == std::vector<float>{1, -4, 3, -256});
  const Json lopsided{{"num_bits", 8}, {"strategy", "channel"}, {"symmetric", false}};
  CHECK(int8_weight(lopsided, {2, 1}, {1, 1}, {10, 127}) == std::vector<float>{-9, -12, -124, -255});
}

TEST_CASE("compressed_tensors: what does not fit is refused by name") {
  const Json channel{{"num_bits", 8}, {"strategy", "channel"}}, lopsided{{"num_bits", 8}, {"strategy", "channel"}, {"symmetric", false}};
  CHECK(error_of<TensorError>([&] { int8_weight(channel, {1, 2}, {2, 2}); }).key == "a.weight_scale");
  CHECK(error_of<TensorError>([&] { int8_weight(channel, {2, 1}, {2, INFINITY}); }).key == "a.weight_scale");
  CHECK(error_of<TensorError>([&] { int8_weight(lopsided, {2, 1}, {2, 2}); }).key == "a.weight_zero_point");
  CHECK(error_of<TensorError>([&] {
          int8_weight({{"type", "float"}, {"num_bits", 8}, {"strategy", "channel"}}, {2, 1}, {2, 2});
        }).key == "a.weight_scale");
}
