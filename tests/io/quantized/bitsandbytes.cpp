// A layer small enough to work out by hand; quantized_folder.cpp compares whole models.
#include <ganymede/io/quantized/bitsandbytes.hpp>

#include <doctest/doctest.h>

#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/json.hpp>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

/// A weight [2, 2] in blocks of two, whose scales are quantised again.
struct SmallWeight {
  std::vector<std::uint8_t> codes{0x0f, 0x7f}, absmax{1, 0};
  std::vector<float> quant_map{-1.0f,      -0.6961928f, -0.52507305f, -0.39491749f, -0.28444138f, -0.18477343f, -0.09105004f, 0.0f,
                               0.0795803f, 0.1609302f,  0.2461123f,   0.33791524f,  0.44070983f,  0.562617f,    0.72295684f,  1.0f},
      nested_map = std::vector<float>(256, 0.5f), nested_absmax{4};
  Json state{{"quant_type", "nf4"},       {"blocksize", 2},      {"dtype", "float32"}, {"shape", {2, 2}}, {"nested_blocksize", 256},
             {"nested_dtype", "float32"}, {"nested_offset", 1.0}};

  std::vector<float> weight() const {
    const auto bytes = [](const auto& array) { return std::as_bytes(std::span(array)); };
    const std::string text = state.dump();
    std::vector<StoredTensor> tensors{
        {"a.weight", DType::u8, {static_cast<Index>(codes.size()), 1}, bytes(codes)},
        {"a.weight.absmax", DType::u8, {static_cast<Index>(absmax.size())}, bytes(absmax)},
        {"a.weight.quant_map", DType::f32, {16}, bytes(quant_map)},
        {"a.weight.nested_quant_map", DType::f32, {256}, bytes(nested_map)},
        {"a.weight.nested_absmax", DType::f32, {1}, bytes(nested_absmax)},
        {"a.weight.quant_state.bitsandbytes__nf4", DType::u8, {static_cast<Index>(text.size())}, bytes(text)}};
    std::vector<Buffer> buffers;
    detail::QuantizedTensors quantized(tensors, buffers, "file");
    detail::unpack_bitsandbytes(quantized, Settings(Json{{"load_in_4bit", true}}, "config.json").recorded());
    CHECK(quantized.finish() == 1);
    REQUIRE(tensors.size() == 1);
    std::vector<float> values(4);
    dequantize(tensors[0].dtype, tensors[0].bytes.data(), values.data(), 4);
    return values;
  }
};

std::string refused(const std::function<void(SmallWeight&)>& change) {
  SmallWeight weight;
  change(weight);
  return error_of<TensorError>([&] { weight.weight(); }).key;
}

}  // namespace

TEST_CASE("bitsandbytes: codes are two a byte, the first above, and scales may be quantised again") {
  SmallWeight weight;
  weight.nested_map[0] = -0.25f;
  CHECK(weight.weight() == std::vector<float>{-3, 3, 0, 0});  // 0.5 * 4 + 1; -0.25 * 4 + 1
}

TEST_CASE("bitsandbytes: what does not fit is refused by name") {
  CHECK(refused([](SmallWeight& w) { w.codes.push_back(0); }) == "a.weight");
  CHECK(refused([](SmallWeight& w) { w.absmax.pop_back(); }) == "a.weight.absmax");
  CHECK(refused([](SmallWeight& w) { w.quant_map[3] = 0; }) == "a.weight.quant_map");
  CHECK(refused([](SmallWeight& w) { w.state["quant_type"] = "fp4"; }) == "a.weight.quant_state.bitsandbytes__nf4");
  CHECK(refused([](SmallWeight& w) { w.state["blocksize"] = 0; }) == "a.weight.quant_state.bitsandbytes__nf4");
  CHECK(refused([](SmallWeight& w) { w.state["nested_blocksize"] = 1; }) == "a.weight.nested_absmax");
  CHECK(refused([](SmallWeight& w) { w.state["shape"] = {std::int64_t{1} << 62, 4}; }) == "a.weight");
  CHECK(refused([](SmallWeight& w) { w.nested_map[7] = INFINITY; }) == "a.weight.nested_quant_map");
  CHECK(refused([](SmallWeight& w) { w.nested_absmax[0] = 3e38f, w.nested_map[1] = 3e38f; }) == "a.weight.absmax");
}
