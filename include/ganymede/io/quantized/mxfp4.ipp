#pragma once
// The bodies of mxfp4.hpp.

#include <ganymede/io/quantized/mxfp4.hpp>

#include <ganymede/io/quantized/quantization_settings.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE void unpack_mxfp4(QuantizedTensors& tensors, const Settings& config) {
  static constexpr KnownSettings known[] = {{"modules_to_not_convert dequantize", "the tensors say which"}};
  for (const std::string& name : tensors.paths("_blocks")) {
    const StoredTensor& blocks = tensors.get(name + "_blocks");
    const StoredTensor& scales = tensors.get(name + "_scales");
    tensors.require(blocks, {DType::u8});
    tensors.require(scales, {DType::u8, DType::f8_e8m0});
    std::vector<Index> shape = blocks.shape;
    if (shape.size() < 3 || shape.back() != 16)
      throw tensors.fail(blocks.name, "tensor of a quantised weight has the wrong shape", "[.., in / 32, 16]", to_string(shape));
    shape.pop_back();
    if (!std::ranges::equal(scales.shape, shape))
      throw tensors.fail(scales.name, "tensor of a quantised weight has the wrong shape", to_string(shape), to_string(scales.shape));
    const Index in_row = shape.back();
    shape.back() *= 32;
    tensors.drop(blocks.name);
    tensors.drop(scales.name);
    tensors.put_stack(name, shape, DType::mxfp4, [&](Index n, std::byte* to) {
      for (Index b = n * in_row; b < (n + 1) * in_row; ++b) {
        *to++ = scales.bytes[static_cast<std::size_t>(b)];
        const std::byte* const pairs = blocks.bytes.data() + b * 16;  // neighbours share a byte, the first below
        const auto code = [pairs](int i) { return pairs[i / 2] >> (i % 2 * 4) & std::byte{15}; };
        for (int i = 0; i < 16; ++i) *to++ = code(i) | code(i + 16) << 4;
      }
    });
  }
  require_quantization_known(config, known);
}

}  // namespace ganymede::inline v0::detail
