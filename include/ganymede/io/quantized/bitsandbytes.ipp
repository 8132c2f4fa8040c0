#pragma once
// The bodies of bitsandbytes.hpp.

#include <ganymede/io/quantized/bitsandbytes.hpp>

#include <ganymede/core/code_quants.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/quantized/quantization_settings.hpp>

#include <cmath>

namespace ganymede::inline v0::detail {

/// What QuantState keeps of a 4-bit weight.
struct CodeState {
  DType dtype = DType::nf4, kept = DType::f32;
  Index out = 0, in = 0, block = 0;
  std::vector<float> largest{}, table{};  // absmax of each block; what the codes stand for
};

inline CodeState read_code_state(QuantizedTensors& tensors, const std::string& weight, const std::string& kind) {
  const StoredTensor& text = tensors.get(weight + ".quant_state.bitsandbytes__" + kind);
  tensors.require(text, {DType::u8}, 1);
  const Settings state(parse_json({reinterpret_cast<const char*>(text.bytes.data()), text.bytes.size()}, text.name), text.name);
  CodeState c{.dtype = kind == "nf4" ? DType::nf4 : DType::fp4};
  if (state.get<std::string>("quant_type") != kind)
    throw tensors.fail(text.name, "quant_type is not that of the tensor's name", kind, state.get<std::string>("quant_type"));
  const std::string dtype = state.get<std::string>("dtype");
  c.kept = dtype == "bfloat16" ? DType::bf16 : dtype == "float16" ? DType::f16 : DType::f32;
  const std::vector<Index> shape = state.list<Index>("shape");
  c.block = state.get<Index>("blocksize");
  if (shape.size() != 2 || shape[0] < 1 || shape[1] < 1 || c.block < 1)
    throw tensors.fail(text.name, "shape or blocksize is not that of a matrix", "two positive numbers");
  c.out = shape[0], c.in = shape[1];
  const StoredTensor& codes = tensors.get(weight);
  if (c.in > PTRDIFF_MAX / c.out || (c.out * c.in + 1) / 2 != static_cast<Index>(codes.bytes.size()))
    throw tensors.fail(weight, "there are not as many codes as the shape says", to_string(shape),
                       std::to_string(codes.bytes.size()) + " bytes");
  const Index blocks = (c.out * c.in - 1) / c.block + 1;
  const StoredTensor& largest = tensors.get(weight + ".absmax");
  const auto require_count = [&](const StoredTensor& t, Index count) {
    if (t.elements() != count)
      throw tensors.fail(t.name, "tensor of a quantised weight has the wrong shape", std::to_string(count), to_string(t.shape));
  };
  require_count(largest, blocks);
  if (largest.dtype == DType::u8) {  // quantised again
    const std::vector<float> map = tensors.floats(tensors.get(weight + ".nested_quant_map")),
                             outer = tensors.floats(tensors.get(weight + ".nested_absmax"));
    const Index nested = state.get<Index>("nested_blocksize");
    const auto offset = state.get<float>("nested_offset");
    if (nested < 1 || map.size() != 256) throw tensors.fail(text.name, "nested_blocksize or nested_quant_map is not as it must be");
    require_count(tensors.get(weight + ".nested_absmax"), (blocks - 1) / nested + 1);
    for (Index b = 0; b < blocks; ++b)
      c.largest.push_back(map[load<std::uint8_t>(largest.bytes.data() + b)] * outer[static_cast<std::size_t>(b / nested)] + offset);
  } else {
    c.largest = tensors.floats(largest);
  }
  c.table = tensors.floats(tensors.get(weight + ".quant_map"));
  require_count(tensors.get(weight + ".quant_map"), 16);
  const float unit = c.dtype == DType::nf4 ? 112.1f : 120.0f;
  for (std::size_t i = 0; i < 16; ++i)
    if (!(std::abs(c.table[i] - static_cast<float>(code_values(c.dtype)[i]) / unit) < 0.004f))
      throw tensors.fail(weight + ".quant_map", "codes stand for other numbers than those of " + kind, {}, std::to_string(c.table[i]));
  for (float& value : c.largest) {
    if (!std::isfinite(value)) throw tensors.fail(largest.name, "a quantised weight has a scale that is not finite", "finite numbers");
  }
  tensors.drop(text.name);
  for (const char* suffix : {"", ".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map"}) tensors.drop(weight + suffix);
  return c;
}

/// Codes are two a byte, the first above; blocks run on from row to row.
inline void put_codes(QuantizedTensors& tensors, const std::string& path, const CodeState& c, std::span<const std::byte> bytes) {
  const auto code = [bytes](Index at) {
    return std::to_integer<unsigned>(bytes[static_cast<std::size_t>(at / 2)]) >> (at % 2 == 0 ? 4 : 0) & 15u;
  };
  const auto largest = [&c](Index at) { return c.largest[static_cast<std::size_t>(at / c.block)]; };
  if (c.in % 32 != 0 || c.block % 32 != 0)
    return tensors.put(path, c.out, c.in, c.kept, [&](Index first, Index count, float* x) {
      for (Index i = 0; i < count * c.in; ++i) x[i] = c.table[code(first * c.in + i)] * largest(first * c.in + i);
    });
  const float unit = c.dtype == DType::nf4 ? 112.1f : 120.0f;
  tensors.put_rows(path, c.out, c.in, c.dtype, [&](Index n, std::byte* to) {
    for (Index k = 0; k < c.in; k += 32) {
      const Index at = n * c.in + k;
      store(to, largest(at) / unit);
      to += 4;
      for (Index i = 0; i < 16; ++i) *to++ = static_cast<std::byte>(code(at + i) | code(at + 16 + i) << 4);
    }
  });
}

GANYMEDE_ONCE void unpack_bitsandbytes(QuantizedTensors& tensors, const Settings& config) {
  static constexpr KnownSettings known[] = {
      {"load_in_4bit load_in_8bit _load_in_4bit _load_in_8bit bnb_4bit_quant_type bnb_4bit_use_double_quant bnb_4bit_quant_storage "
       "llm_int8_skip_modules",
       "the tensors say it"},
      {"bnb_4bit_compute_dtype llm_int8_threshold llm_int8_enable_fp32_cpu_offload target_modules", "how activations meet the weights"},
      {"llm_int8_has_fp16_weight", "weights are integers", "false"},
  };
  for (const std::string& path : tensors.paths(".SCB")) {
    const StoredTensor& q = tensors.get(path + ".weight");
    const StoredTensor& scb = tensors.get(path + ".SCB");
    tensors.require(q, {DType::i8}, 2);
    const Index out = q.shape[0], in = q.shape[1];
    tensors.require_shape(scb, {out});
    const std::vector<float> scale = tensors.floats(scb);
    if (const StoredTensor* const format = tensors.find(path + ".weight_format")) {
      tensors.require(*format, {DType::u8});
      if (format->elements() != 1 || format->bytes[0] != std::byte{0})
        throw tensors.fail(format->name, "weights that do not lie in rows are not supported", "0, row");
    }
    for (const char* suffix : {".weight", ".SCB", ".weight_format"}) tensors.drop(path + suffix);
    tensors.put(path, out, in, DType::f32, [&](Index first, Index count, std::int16_t* to, float* factors) {
      for (Index n = 0; n < count; ++n)
        for (Index k = 0; k < in; ++k) {
          to[n * in + k] = load<std::int8_t>(q.bytes.data() + (first + n) * in + k);
          factors[n * in + k] = scale[static_cast<std::size_t>(first + n)] / 127.0f;
        }
    });
  }
  for (const std::string kind : {"nf4", "fp4"})
    for (const std::string& weight : tensors.paths(".quant_state.bitsandbytes__" + kind)) {
      if (!weight.ends_with(".weight")) throw tensors.fail(weight, "a quantised tensor that is no weight of a layer is not supported");
      const std::span<const std::byte> codes = tensors.get(weight).bytes;
      const CodeState state = read_code_state(tensors, weight, kind);
      put_codes(tensors, weight.substr(0, weight.size() - std::string_view(".weight").size()), state, codes);
    }
  require_quantization_known(config, known);
}

}  // namespace ganymede::inline v0::detail
