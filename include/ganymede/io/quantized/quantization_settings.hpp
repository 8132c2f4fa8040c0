#pragma once
// config.json's quantization_config: where it stands, and what is said of a setting that is not supported or not known.

#include <ganymede/io/known_settings.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// The settings of a folder's quantization, an empty object where it has none. Older programs wrote them in a file of their own.
GANYMEDE_ONCE Settings quantization_settings(const Settings& config, const std::filesystem::path& folder,
                                             std::span<const StoredTensor> tensors);

/// For a setting that says what is not supported.
GANYMEDE_ONCE ConfigError not_supported(const Settings& config, std::string_view key, std::string expected);

/// Throws ConfigError for a setting that nobody has read and `known` does not list.
GANYMEDE_ONCE void require_quantization_known(const Settings& config, std::span<const KnownSettings> known);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/quantized/quantization_settings.ipp>
#endif
