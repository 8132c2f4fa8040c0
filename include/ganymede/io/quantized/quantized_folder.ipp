#pragma once
// The bodies of quantized_folder.hpp.

#include <ganymede/io/quantized/quantized_folder.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/io/quantized/bitsandbytes.hpp>
#include <ganymede/io/quantized/compressed_tensors.hpp>
#include <ganymede/io/quantized/gptq.hpp>
#include <ganymede/io/quantized/mxfp4.hpp>
#include <ganymede/io/quantized/quantization_settings.hpp>

#include <utility>

namespace ganymede::inline v0::detail {

/// The element type that the model is said to compute in.
inline DType computed_type(const Settings& config) {
  const std::string said = config.get_or<std::string>("dtype", config.get_or<std::string>("torch_dtype", "float32"));
  if (said.ends_with("bfloat16")) return DType::bf16;
  return said.ends_with("float16") ? DType::f16 : DType::f32;
}

GANYMEDE_ONCE void unpack_quantized(Settings& config, const std::filesystem::path& folder, std::vector<StoredTensor>& tensors,
                                    std::vector<Buffer>& buffers, Executor& executor) {
  const Settings given = quantization_settings(config, folder, tensors).recorded();
  if (given.empty()) return;
  const auto fail = [&](std::string problem, std::string expected, std::string found) {
    return ConfigError{{std::move(problem), given.file(), "quantization_config", std::move(expected), std::move(found)}};
  };
  QuantizedTensors weights(tensors, buffers, folder.string(), executor);
  const std::string method = given.get_or<std::string>("quant_method", given.has("config_groups") ? "compressed-tensors" : "");
  if (method == "gptq")
    unpack_gptq(weights, given);
  else if (method == "awq")
    unpack_awq(weights, given);
  else if (method == "compressed-tensors")
    unpack_compressed_tensors(weights, given);
  else if (method == "fp8")
    unpack_fp8(weights, given, computed_type(config));
  else if (method == "bitsandbytes")
    unpack_bitsandbytes(weights, given);
  else if (method == "mxfp4")
    unpack_mxfp4(weights, given);
  else
    throw fail("quantised Hugging Face checkpoints of this method are not supported",
               "quant_method gptq, awq, compressed-tensors, fp8, bitsandbytes or mxfp4", method.empty() ? "none" : method);
  if (weights.finish() == 0) throw fail("the settings speak of quantised weights, and there are none", "tensors of method " + method, "");
  Json rest = config.json();
  rest.erase("quantization_config");
  rest.erase("compression_config");
  config = Settings(std::move(rest), config.file());
}

}  // namespace ganymede::inline v0::detail
