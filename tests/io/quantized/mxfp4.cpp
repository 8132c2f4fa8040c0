#include <ganymede/io/quantized/mxfp4.hpp>

#include <doctest/doctest.h>

#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/json.hpp>

#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("mxfp4: neighbours share a byte, the first below") {
  std::vector<std::uint8_t> blocks(2 * 2 * 16), scales(2 * 2, 127);
  blocks[3 * 16 + 4] = 0x71;  // second row, second block: values 8 and 9
  scales[3] = 128;
  std::vector<StoredTensor> tensors{{"experts.up_blocks", DType::u8, {1, 2, 2, 16}, std::as_bytes(std::span(blocks))},
                                    {"experts.up_scales", DType::u8, {1, 2, 2}, std::as_bytes(std::span(scales))}};
  std::vector<Buffer> buffers;
  const Settings settings = Settings(Json::object(), "config.json").recorded();
  {
    detail::QuantizedTensors quantized(tensors, buffers, "file");
    detail::unpack_mxfp4(quantized, settings);
    CHECK(quantized.finish() == 1);
  }
  CHECK(tensors.at(0).name == "experts.up");
  CHECK(tensors[0].shape == std::vector<Index>{1, 2, 64});
  CHECK(tensors[0].dtype == DType::mxfp4);
  std::vector<float> row(64);
  dequantize(DType::mxfp4, tensors[0].bytes.data() + row_bytes(DType::mxfp4, 64), row.data(), 64);
  CHECK(row[32 + 8] == 2 * 0.5f);
  CHECK(row[32 + 9] == 2 * 6.0f);
  CHECK(row[32 + 10] == 0.0f);

  std::vector<StoredTensor> short_scales{{"up_blocks", DType::u8, {2, 2, 16}, std::as_bytes(std::span(blocks))},
                                         {"up_scales", DType::u8, {4}, std::as_bytes(std::span(scales))}};
  detail::QuantizedTensors quantized(short_scales, buffers, "file");
  CHECK(error_of<TensorError>([&] { detail::unpack_mxfp4(quantized, settings); }).key == "up_scales");
}
