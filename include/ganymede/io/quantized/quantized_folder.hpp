#pragma once
// Folders whose weights another program has quantised, as config.json's quantization_config says: GPTQ, AWQ, compressed-tensors, blocks of
// fp8, bitsandbytes, MXFP4. Their weights become rows of the element types here, so that nothing above sees the difference: exactly where
// they are integers with scales (QuantizedTensors::put), but bitsandbytes' 4-bit codes (core/code_quants.hpp says how nearly).
//
// Which layers are quantised, the tensors say; lists of those that are not (ignore, modules_to_not_convert) say it again. How activations
// would have been quantised is no matter of the file's: products here quantise them in their own way, or not.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <vector>

namespace ganymede::inline v0::detail {

/// Replaces the tensors of quantised weights, and takes quantization_config out of `config`. ConfigError naming the key for a method, a
/// variant or a setting that is not supported or not known; TensorError where tensors do not fit.
GANYMEDE_ONCE void unpack_quantized(Settings& config, const std::filesystem::path& folder, std::vector<StoredTensor>& tensors,
                                    std::vector<Buffer>& buffers, Executor& executor);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/quantized/quantized_folder.ipp>
#endif
