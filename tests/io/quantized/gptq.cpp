// Layers small enough to work out by hand; quantized_folder.cpp compares whole models.
#include <ganymede/io/quantized/gptq.hpp>

#include <doctest/doctest.h>

#include <ganymede/core/half.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/json.hpp>

#include <functional>
#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

/// A layer of 8 inputs and 8 outputs, in two groups of four.
struct SmallLayer {
  std::uint32_t qweight[8]{}, qzeros[2]{};
  std::uint16_t scales[16];
  std::int32_t g_idx[8] = {0, 0, 0, 0, 1, 1, 1, 1};
  Json config{{"bits", 4}, {"group_size", 4}};
  bool ordered = true, awq = false;

  SmallLayer() {
    for (std::uint16_t& scale : scales) scale = float_to_half(1.0f);
  }
  /// The weight [8, 8].
  std::vector<float> weight() const {
    const auto bytes = [](const auto& array) { return std::as_bytes(std::span(array)); };
    std::vector<StoredTensor> tensors{{"a.qweight", DType::i32, {awq ? 8 : 1, awq ? 1 : 8}, bytes(qweight)},
                                      {"a.qzeros", DType::i32, {2, 1}, bytes(qzeros)},
                                      {"a.scales", DType::f16, {2, 8}, bytes(scales)}};
    if (ordered) tensors.push_back({"a.g_idx", DType::i32, {8}, bytes(g_idx)});
    std::vector<Buffer> buffers;
    detail::QuantizedTensors quantized(tensors, buffers, "file");
    const Settings settings = Settings(config, "config.json").recorded();
    awq ? detail::unpack_awq(quantized, settings) : detail::unpack_gptq(quantized, settings);
    CHECK(quantized.finish() == 1);
    REQUIRE(tensors.size() == 1);
    CHECK(tensors[0].dtype == DType::f16);
    std::vector<float> values(64);
    for (Index n = 0; n < 8; ++n) dequantize(DType::f16, tensors[0].bytes.data() + n * 16, values.data() + n * 8, 8);
    return values;
  }
};

}  // namespace

TEST_CASE("gptq: a word holds eight inputs of an output; zero points are one less than they are, but in version 2") {
  SmallLayer layer;
  layer.qweight[3] = 0xf0000002;  // output 3: input 0 is 2, input 7 is 15
  layer.qzeros[0] = 4u << 12;     // of output 3 in the first group
  layer.scales[8 + 3] = 0x4000;   // 2, in the second
  std::vector<float> w = layer.weight();
  CHECK(w[3 * 8 + 0] == 2 - 5);
  CHECK(w[3 * 8 + 1] == -5);
  CHECK(w[3 * 8 + 7] == 2 * (15 - 1));
  CHECK(w[0] == -1);
  layer.g_idx[7] = 0;
  CHECK(layer.weight()[3 * 8 + 7] == 15 - 5);
  layer.ordered = false;
  layer.config["checkpoint_format"] = "gptq_v2";
  CHECK(layer.weight()[3 * 8 + 0] == 2 - 4);
  layer.qzeros[0] = 0xffffffff;
  layer.config["checkpoint_format"] = "gptq";
  CHECK(layer.weight()[0] == -16);
}

TEST_CASE("gptq: what does not fit is refused by name") {
  const auto refused = [](const std::function<void(SmallLayer&)>& change) {
    SmallLayer layer;
    change(layer);
    return error_of<TensorError>([&] { layer.weight(); }).key;
  };
  CHECK(refused([](SmallLayer& l) { l.g_idx[2] = 2; }) == "a.g_idx");
  CHECK(refused([](SmallLayer& l) { l.g_idx[2] = -1; }) == "a.g_idx");
  CHECK(refused([](SmallLayer& l) { l.scales[9] = 0x7c00; }) == "a.scales");
  CHECK(refused([](SmallLayer& l) { l.ordered = false, l.config["group_size"] = 8; }) == "a.scales");
  CHECK(refused([](SmallLayer& l) { l.config["bits"] = 8; }) == "a.qzeros");
}

TEST_CASE("awq: a word holds eight outputs of an input, the even ones first") {
  SmallLayer layer;
  layer.awq = true, layer.ordered = false;
  layer.qweight[2] = 0x76543210;
  layer.qzeros[0] = 0x00010000;  // output 1
  const std::vector<float> w = layer.weight();
  const float expected[] = {0, 4 - 1, 1, 5, 2, 6, 3, 7};
  for (std::size_t n = 0; n < 8; ++n) CHECK(w[n * 8 + 2] == expected[n]);
  CHECK(w[8] == -1);
  CHECK(w[8 + 4] == 0);
}
