#pragma once
// The bodies of gptq.hpp.

#include <ganymede/io/quantized/gptq.hpp>

#include <ganymede/io/quantized/quantization_settings.hpp>

#include <array>

namespace ganymede::inline v0::detail {

// Keys of both, for transformers 5 writes AWQ's settings as GPTQ's.
inline constexpr KnownSettings gptq_found{
    "sym desc_act static_groups true_sequential damp_percent damp_auto_increment mse act_group_aware hyb_act lm_head meta.* meta dataset "
    "tokenizer batch_size block_name_to_quantize module_name_preceding_first_block modules_in_block_to_quantize model_seqlen pad_token_id "
    "cache_block_outputs max_input_length",
    "how the numbers that stand in the tensors were found"};
inline constexpr KnownSettings gptq_notes{
    "model_name_or_path model_file_base_name use_cuda_fp16 use_exllama exllama_config disable_exllama backend tp_size "
    "modules_to_not_convert device offload_to_disk offload_to_disk_path",
    "other programs' kernels"};

/// Values of a row from one scale to the next: group_size, -1 for all.
inline Index group_size(const Settings& config, std::string_view key, Index in) {
  const Index size = config.get<Index>(key);
  if (size == -1) return in;
  if (size < 1) throw not_supported(config, key, "a positive number, or -1");
  return size;
}

/// Which group each input belongs to.
inline std::vector<std::int32_t> plain_groups(const QuantizedTensors& tensors, const StoredTensor& scales, Index in, Index size) {
  if (scales.shape.front() != (in - 1) / size + 1)
    throw tensors.fail(scales.name, "tensor of a quantised weight has the wrong shape",
                       std::to_string((in - 1) / size + 1) + " groups of " + std::to_string(size), to_string(scales.shape));
  std::vector<std::int32_t> groups(static_cast<std::size_t>(in));
  for (Index k = 0; k < in; ++k) groups[static_cast<std::size_t>(k)] = static_cast<std::int32_t>(k / size);
  return groups;
}

GANYMEDE_ONCE void unpack_gptq(QuantizedTensors& tensors, const Settings& config) {
  static constexpr KnownSettings known[] = {
      gptq_found,
      gptq_notes,
      {"is_marlin_format", "another layout", "false"},
      {"pack_dtype", "the words", "\"int32\""},
      {"dynamic", "layers that differ from the others", "{}|false"},
  };
  const int bits = config.get<int>("bits");
  if (bits != 2 && bits != 3 && bits != 4 && bits != 8) throw not_supported(config, "bits", "2, 3, 4 or 8");
  for (const char* key : {"checkpoint_format", "format"}) {
    const std::string format = config.get_or<std::string>(key, "gptq");
    if (format != "gptq" && format != "gptq_v2") throw not_supported(config, key, "gptq or gptq_v2");
  }
  if (config.has("format") && config.has("checkpoint_format") &&
      config.get<std::string>("format") != config.get<std::string>("checkpoint_format"))
    throw not_supported(config, "format", "the same as checkpoint_format");
  const bool second = config.get_or<std::string>("checkpoint_format", config.get_or<std::string>("format", "gptq")) == "gptq_v2";
  config.require_present("group_size");
  for (const std::string& path : tensors.paths(".qweight")) {
    const StoredTensor& q = tensors.get(path + ".qweight");
    tensors.require(q, {DType::i32}, 2);
    const Index out = q.shape[1], in = q.shape[0] * 32 / bits;
    if (q.shape[0] * 32 % bits != 0 || out * bits % 32 != 0)
      throw tensors.fail(q.name, "tensor of a quantised weight has the wrong shape", "whole words of " + std::to_string(bits) + " bits",
                         to_string(q.shape));
    const StoredTensor& scales = tensors.get(path + ".scales");
    const std::vector<float> scale = tensors.floats(scales);
    tensors.require(scales, {DType::f16, DType::bf16, DType::f32}, 2);
    const Index groups = scales.shape[0], size = group_size(config, "group_size", in);
    tensors.require_shape(scales, {groups, out});
    const StoredTensor& zeros = tensors.get(path + ".qzeros");
    tensors.require(zeros, {DType::i32}, 2);
    tensors.require_shape(zeros, {groups, out * bits / 32});
    std::vector<std::int32_t> group_of;
    if (const StoredTensor* const order = tensors.find(path + ".g_idx")) {
      tensors.require(*order, {DType::i32}, 1);
      tensors.require_shape(*order, {in});
      for (Index k = 0; k < in; ++k) {
        group_of.push_back(load<std::int32_t>(order->bytes.data() + 4 * k));
        if (group_of.back() < 0 || group_of.back() >= groups)
          throw tensors.fail(order->name, "group outside those of the scales", "0 to " + std::to_string(groups - 1),
                             std::to_string(group_of.back()));
      }
      tensors.drop(order->name);
    } else {
      group_of = plain_groups(tensors, scales, in, size);
    }
    std::vector<std::int16_t> zero(static_cast<std::size_t>(groups * out));
    for (Index g = 0; g < groups; ++g)
      for (Index n = 0; n < out; ++n)
        zero[static_cast<std::size_t>(g * out + n)] =
            static_cast<std::int16_t>(packed_number(zeros.bytes.data() + g * out * bits / 8, 4, n, bits) + (second ? 0 : 1));
    for (const char* suffix : {".qweight", ".qzeros", ".scales"}) tensors.drop(path + suffix);
    tensors.put(path, out, in, scales.dtype, [&](Index first, Index count, std::int16_t* to, float* factors) {
      for (Index k = 0; k < in; ++k) {
        const Index group = group_of[static_cast<std::size_t>(k)] * out + first;
        for (Index n = 0; n < count; ++n) {
          const auto at = static_cast<std::size_t>(group + n);
          to[n * in + k] = static_cast<std::int16_t>(packed_number(q.bytes.data() + 4 * (first + n), 4 * out, k, bits) - zero[at]);
          factors[n * in + k] = scale[at];
        }
      }
    });
  }
  require_quantization_known(config, known);
}

GANYMEDE_ONCE void unpack_awq(QuantizedTensors& tensors, const Settings& config) {
  static constexpr KnownSettings known[] = {
      gptq_found,
      gptq_notes,
      {"do_fuse fuse_max_seq_len modules_to_fuse", "other programs' kernels"},
  };
  const auto either = [&](const char* key, const char* old) { return config.has(old) && !config.has(key) ? old : key; };
  const char* const bits = either("bits", "w_bit");
  if (config.get<int>(bits) != 4) throw not_supported(config, bits, "4");
  for (const char* key : {"version", "format", "checkpoint_format"}) {
    const std::string format = config.get_or<std::string>(key, "gemm");
    if (format != "gemm" && format != "GEMM") throw not_supported(config, key, "gemm");
  }
  if (config.get_or<std::string>("backend", "autoawq") == "llm-awq")
    throw not_supported(config, "backend", "another layout than llm-awq's");
  if (!config.get_or("zero_point", true)) throw not_supported(config, "zero_point", "true");
  const char* const group = either("group_size", "q_group_size");
  config.require_present(group);
  for (const std::string& path : tensors.paths(".qweight")) {
    const StoredTensor& q = tensors.get(path + ".qweight");
    tensors.require(q, {DType::i32}, 2);
    const Index in = q.shape[0], words = q.shape[1], out = words * 8;
    const StoredTensor& scales = tensors.get(path + ".scales");
    const std::vector<float> scale = tensors.floats(scales);
    tensors.require(scales, {DType::f16, DType::bf16, DType::f32}, 2);
    const std::vector<std::int32_t> group_of = plain_groups(tensors, scales, in, group_size(config, group, in));
    tensors.require_shape(scales, {scales.shape[0], out});
    const StoredTensor& zeros = tensors.get(path + ".qzeros");
    tensors.require(zeros, {DType::i32}, 2);
    tensors.require_shape(zeros, {scales.shape[0], words});
    /// Output n of a row of words.
    const auto number = [words](const StoredTensor& t, Index row, Index n) {
      constexpr std::array<int, 8> place{0, 4, 1, 5, 2, 6, 3, 7};
      const auto word = load<std::uint32_t>(t.bytes.data() + (row * words + n / 8) * 4);
      return static_cast<int>(word >> 4 * place[static_cast<std::size_t>(n % 8)] & 15u);
    };
    for (const char* suffix : {".qweight", ".qzeros", ".scales"}) tensors.drop(path + suffix);
    tensors.put(path, out, in, scales.dtype, [&](Index first, Index count, std::int16_t* to, float* factors) {
      for (Index k = 0; k < in; ++k) {
        const Index g = group_of[static_cast<std::size_t>(k)];
        for (Index n = 0; n < count; ++n) {
          to[n * in + k] = static_cast<std::int16_t>(number(q, k, first + n) - number(zeros, g, first + n));
          factors[n * in + k] = scale[static_cast<std::size_t>(g * out + first + n)];
        }
      }
    });
  }
  require_quantization_known(config, known);
}

}  // namespace ganymede::inline v0::detail
