#pragma once
// The bodies of compressed_tensors.hpp.

#include <ganymede/io/quantized/compressed_tensors.hpp>

#include <ganymede/io/quantized/quantization_settings.hpp>

#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>

#include <algorithm>
#include <array>

namespace ganymede::inline v0::detail {

/// Scales [scale rows, scale cols] of a matrix, each of a block.
struct BlockScales {
  std::vector<float> values;
  Index block_rows, block_cols, cols;

  float at(Index n, Index k) const { return values[index(n, k)]; }
  std::size_t index(Index n, Index k) const { return static_cast<std::size_t>(n / block_rows * cols + k / block_cols); }
};

/// How a group of layers is quantised.
struct CompressedScheme {
  int bits = 8;
  bool is_float = false, symmetric = true;
  Index block_rows = 0, block_cols = 0;  // 0: all

  std::array<Index, 2> scale_shape(Index out, Index in) const {
    return {block_rows == 0 ? 1 : (out - 1) / block_rows + 1, block_cols == 0 ? 1 : (in - 1) / block_cols + 1};
  }
};

inline CompressedScheme read_compressed_scheme(const Settings& config, const Settings& group, const std::string& name) {
  const Settings weights = group.sub("weights");
  const std::string place = "config_groups." + name + ".weights.";
  const auto refuse = [&](const char* key, std::string expected, std::string found) {
    return ConfigError{{"not supported", config.file(), "quantization_config." + place + key, std::move(expected), std::move(found)}};
  };
  CompressedScheme scheme{.bits = weights.get<int>("num_bits"), .symmetric = weights.get_or("symmetric", true)};
  const std::string type = weights.get_or<std::string>("type", "int");
  if (type != "int" && type != "float") throw refuse("type", "int or float", type);
  scheme.is_float = type == "float";
  if (scheme.is_float ? scheme.bits != 8 : scheme.bits < 1 || scheme.bits > 8)
    throw refuse("num_bits", scheme.is_float ? "8, for floats" : "1 to 8", std::to_string(scheme.bits));
  if (weights.has("dynamic") && weights.get<bool>("dynamic")) throw refuse("dynamic", "false", "true");
  const Index size = weights.get_or<Index>("group_size", -1);
  const std::string strategy = weights.get_or<std::string>("strategy", size > 0 ? "group" : size == -1 ? "tensor" : "channel");
  if (strategy == "tensor") return scheme;
  if (strategy == "channel" || (strategy == "group" && size == -1)) {
    scheme.block_rows = 1;
  } else if (strategy == "group") {
    if (size < 1) throw refuse("group_size", "a positive number", std::to_string(size));
    scheme.block_rows = 1;
    scheme.block_cols = size;
  } else if (strategy == "block") {
    const std::vector<Index> block = weights.list<Index>("block_structure");
    if (block.size() != 2 || block[0] < 1 || block[1] < 1) throw refuse("block_structure", "two positive numbers", "others");
    scheme.block_rows = block[0];
    scheme.block_cols = block[1];
  } else {
    throw refuse("strategy", "tensor, channel, group or block", strategy);
  }
  return scheme;
}

/// The scheme, of those there are, that has scales of this shape; a vector [out] stands for [out, 1], and one number for [1, 1].
inline const CompressedScheme& scheme_of(const QuantizedTensors& tensors, std::span<const CompressedScheme> schemes,
                                         const StoredTensor& scale, bool is_float, Index out, Index in) {
  std::vector<Index> shape = scale.shape;
  while (shape.size() < 2) shape.push_back(1);
  for (const CompressedScheme& scheme : schemes)
    if (scheme.is_float == is_float && std::ranges::equal(shape, scheme.scale_shape(out, in))) return scheme;
  throw tensors.fail(scale.name, "scales do not fit the settings' groups, or their weight", {}, to_string(scale.shape));
}

inline BlockScales block_scales(const CompressedScheme& scheme, std::vector<float> values, Index out, Index in) {
  return {std::move(values), scheme.block_rows == 0 ? out : scheme.block_rows, scheme.block_cols == 0 ? in : scheme.block_cols,
          scheme.scale_shape(out, in)[1]};
}

/// fp8 times its scales.
inline void put_fp8(QuantizedTensors& tensors, const std::string& path, const StoredTensor& q, const BlockScales& scales, DType kept) {
  const Index in = q.shape[1];
  tensors.put(path, q.shape[0], in, kept, [&](Index first, Index count, float* x) {
    for (Index n = 0; n < count; ++n)
      for (Index k = 0; k < in; ++k)
        x[n * in + k] = e4m3_to_float(load<std::uint8_t>(q.bytes.data() + (first + n) * in + k)) * scales.at(first + n, k);
  });
}

/// A plain int8 or fp8 `weight`.
inline void put_compressed_weight(QuantizedTensors& tensors, const std::string& path, const StoredTensor& scale,
                                  std::span<const CompressedScheme> schemes) {
  const StoredTensor& q = tensors.get(path + ".weight");
  tensors.require(q, {DType::i8, DType::f8_e4m3}, 2);
  const Index out = q.shape[0], in = q.shape[1];
  const CompressedScheme& scheme = scheme_of(tensors, schemes, scale, q.dtype == DType::f8_e4m3, out, in);
  const BlockScales scales = block_scales(scheme, tensors.floats(scale), out, in);
  tensors.drop(q.name);
  const StoredTensor* const zero = tensors.find(path + ".weight_zero_point");
  if (zero != nullptr) {
    tensors.require(*zero, {DType::i8, DType::f8_e4m3, DType::i32, DType::bf16, DType::f16, DType::f32});
    if (zero->elements() != scale.elements()) throw tensors.fail(zero->name, "there are not as many zero points as scales");
    if (zero->dtype != DType::i8 && std::ranges::any_of(zero->bytes, [](std::byte b) { return b != std::byte{0}; }))
      throw tensors.fail(zero->name, "zero points that are no int8 are not supported", "i8, or zeros", std::string(name(zero->dtype)));
    tensors.drop(zero->name);
  } else if (!scheme.symmetric) {
    tensors.get(path + ".weight_zero_point");
  }
  if (scheme.is_float) return put_fp8(tensors, path, q, scales, scale.dtype);
  tensors.put(path, out, in, scale.dtype, [&](Index first, Index count, std::int16_t* to, float* factors) {
    for (Index n = 0; n < count; ++n)
      for (Index k = 0; k < in; ++k) {
        const std::size_t at = scales.index(first + n, k);
        const int off = zero != nullptr && zero->dtype == DType::i8 ? load<std::int8_t>(zero->bytes.data() + at) : 0;
        to[n * in + k] = static_cast<std::int16_t>(load<std::int8_t>(q.bytes.data() + (first + n) * in + k) - off);
        factors[n * in + k] = scales.values[at];
      }
  });
}

/// A `weight_packed`, a stream of numbers to each row; zero points are a stream down the rows.
inline void put_packed_weight(QuantizedTensors& tensors, const std::string& path, const StoredTensor& scale,
                              std::span<const CompressedScheme> schemes) {
  const StoredTensor& q = tensors.get(path + ".weight_packed");
  const StoredTensor& shape = tensors.get(path + ".weight_shape");
  tensors.require(q, {DType::i32}, 2);
  tensors.require(shape, {DType::i64, DType::i32}, 1);
  tensors.require_shape(shape, {2});
  const auto extent = [&](Index i) {
    return shape.dtype == DType::i64 ? static_cast<Index>(load<std::int64_t>(shape.bytes.data() + 8 * i))
                                     : Index{load<std::int32_t>(shape.bytes.data() + 4 * i)};
  };
  const Index out = q.shape[0], in = extent(1), words = q.shape[1];
  if (extent(0) != out || in < 1 || in > words * 32)
    throw tensors.fail(shape.name, "shape does not fit the packed weight", to_string(q.shape),
                       std::to_string(extent(0)) + ", " + std::to_string(in));
  const CompressedScheme& scheme = scheme_of(tensors, schemes, scale, false, out, in);
  const int bits = scheme.bits, middle = 1 << (bits - 1);
  tensors.require_shape(q, {out, (in * bits + 31) / 32});
  const BlockScales scales = block_scales(scheme, tensors.floats(scale), out, in);
  std::vector<std::int16_t> zeros(scales.values.size(), static_cast<std::int16_t>(middle));
  if (const StoredTensor* const packed = tensors.find(path + ".weight_zero_point")) {
    const auto [rows, cols] = scheme.scale_shape(out, in);
    tensors.require(*packed, {DType::i32}, 2);
    tensors.require_shape(*packed, {(rows * bits + 31) / 32, cols});
    for (Index n = 0; n < rows; ++n)
      for (Index g = 0; g < cols; ++g)
        zeros[static_cast<std::size_t>(n * cols + g)] = packed_number(packed->bytes.data() + 4 * g, 4 * cols, n, bits);
    tensors.drop(packed->name);
  } else if (!scheme.symmetric) {
    tensors.get(path + ".weight_zero_point");
  }
  if (const StoredTensor* const order = tensors.find(path + ".weight_g_idx"))  // -1: as it would be without
    if (std::ranges::any_of(order->bytes, [](std::byte b) { return b != std::byte{0xff}; }))
      throw tensors.fail(order->name, "columns in the order of their activations are not supported", "actorder weight or none");
  for (const char* suffix : {".weight_packed", ".weight_shape", ".weight_g_idx"}) tensors.drop(path + suffix);
  tensors.put(path, out, in, scale.dtype, [&](Index first, Index count, std::int16_t* to, float* factors) {
    for (Index n = 0; n < count; ++n)
      for (Index k = 0; k < in; ++k) {
        const std::size_t at = scales.index(first + n, k);
        to[n * in + k] = static_cast<std::int16_t>(packed_number(q.bytes.data() + 4 * (first + n) * words, 4, k, bits) - zeros[at]);
        factors[n * in + k] = scales.values[at];
      }
  });
}

GANYMEDE_ONCE void unpack_compressed_tensors(QuantizedTensors& tensors, const Settings& config) {
  static constexpr KnownSettings known[] = {
      {"ignore quantization_status global_compression_ratio version", "what the tensors say too"},
      {"config_groups.*", "read group by group"},
      {"sparsity_config sparsity_config.*", "nothing was left out", "{}|\"dense\"|[]|0.0|\"unstructured\""},
      {"transform_config", "nothing turns the activations", "{}"},
  };
  static constexpr KnownSettings known_in_group[] = {
      {"targets", "the tensors say which"},
      {"input_activations input_activations.*", "activations are quantised in our own way, or not"},
      {"weights.observer weights.observer_kwargs weights.observer_kwargs.* weights.actorder weights.scale_dtype weights.zp_dtype",
       "how the numbers that stand in the tensors were found"},
  };
  static constexpr const char* formats[] = {"pack-quantized", "int-quantized", "naive-quantized", "float-quantized"};
  const auto require_format = [&](const Settings& of, std::string_view key) {
    const std::string format = of.get_or<std::string>("format", formats[0]);
    if (std::ranges::find(formats, format) == std::end(formats))
      throw ConfigError{{"not supported", config.file(), "quantization_config." + std::string(key),
                         "pack-quantized, int-quantized, naive-quantized or float-quantized", format}};
  };
  if (config.get_or<std::string>("format", formats[0]) != "mixed-precision") require_format(config, "format");
  if (config.has("kv_cache_scheme")) throw not_supported(config, "kv_cache_scheme", "null");
  if (config.has("sparsity_config")) {
    const Settings sparsity = config.sub("sparsity_config");
    if (!sparsity.empty() && sparsity.get_or<std::string>("format", "dense") != "dense")
      throw not_supported(config, "sparsity_config", "format dense");
  }
  if (config.has("transform_config") && !config.sub("transform_config").empty()) throw not_supported(config, "transform_config", "{}");
  std::vector<CompressedScheme> schemes;
  const Settings groups = config.sub("config_groups");
  groups.for_each([&](const std::string& name, const Json&) {
    const Settings group = groups.sub(name);
    const std::string place = "config_groups." + name;
    require_format(group, place + ".format");
    if (group.has("output_activations"))
      throw ConfigError{{"not supported", config.file(), "quantization_config." + place + ".output_activations", "null", "an object"}};
    schemes.push_back(read_compressed_scheme(config, group, name));
    group.for_each_unread([&](const std::string& key, const Json& value) {
      std::string expected;
      const std::size_t at = key.find(place + ".");
      if (!is_known(known_in_group, std::string_view(key).substr(at + place.size() + 1), value, expected))
        throw ConfigError{{"this setting is not known, and might change the result", config.file(), key, {}, {}}};
    });
  });
  for (const std::string& path : tensors.paths(".weight_scale")) {
    const StoredTensor& scale = tensors.get(path + ".weight_scale");
    tensors.drop(scale.name);
    for (const char* suffix : {".input_scale", ".input_zero_point"})  // of activations
      tensors.drop(path + suffix);
    if (tensors.find(path + ".weight_packed") != nullptr)
      put_packed_weight(tensors, path, scale, schemes);
    else
      put_compressed_weight(tensors, path, scale, schemes);
  }
  require_quantization_known(config, known);
}

GANYMEDE_ONCE void unpack_fp8(QuantizedTensors& tensors, const Settings& config, DType kept) {
  static constexpr KnownSettings known[] = {
      {"activation_scheme", "activations are quantised in our own way, or not"},
      {"modules_to_not_convert ignored_layers modules_to_convert dequantize", "the tensors say which"},
      {"fmt", "of the weights", "\"e4m3\""},
      {"scale_fmt", "scales are read as they are stored", "\"float\"|\"ue8m0\""},
      {"expert_dtype", "of the weights", "\"fp8\""},
  };
  CompressedScheme scheme{.is_float = true};
  if (config.has("weight_block_size")) {
    const std::vector<Index> block = config.list<Index>("weight_block_size");
    if (block.size() != 2 || block[0] < 1 || block[1] < 1) throw not_supported(config, "weight_block_size", "two positive numbers");
    scheme.block_rows = block[0];
    scheme.block_cols = block[1];
  }
  for (const std::string& path : tensors.paths(".weight_scale_inv")) {
    const StoredTensor& scale = tensors.get(path + ".weight_scale_inv");
    const StoredTensor& q = tensors.get(path + ".weight");
    tensors.require(q, {DType::f8_e4m3}, 2);
    const CompressedScheme& found = scheme_of(tensors, {&scheme, 1}, scale, true, q.shape[0], q.shape[1]);
    const BlockScales scales = block_scales(found, tensors.floats(scale), q.shape[0], q.shape[1]);
    for (const char* suffix : {".weight", ".weight_scale_inv", ".activation_scale"}) tensors.drop(path + suffix);
    put_fp8(tensors, path, q, scales, kept);
  }
  require_quantization_known(config, known);
}

}  // namespace ganymede::inline v0::detail
