#pragma once
// The two names of a tensor: in Hugging Face checkpoints and in GGUF files.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// A tensor's name (without ".weight" or ".bias") in Hugging Face checkpoints and in GGUF; "{}" stands for the layer's number.
struct TensorName {
  enum class Rows : std::uint8_t {
    alike,
    rotary_pairs,  ///< values i and i + d/2 of a head of d rows, which rotary positions turn together, are neighbours in GGUF
    transposed,    ///< [in, out] there and [out, in] here, or the other way round
  };
  std::string_view hugging_face, gguf;
  Rows rows = Rows::alike;  ///< of GGUF against Hugging Face's
};

namespace detail {

/// The layer's number in a `path` that fits `pattern`, "" for a pattern without one; nothing where it does not fit.
GANYMEDE_ONCE std::optional<std::string> layer_of(std::string_view pattern, std::string_view path);

/// `pattern` with its hole filled.
GANYMEDE_ONCE std::string with_layer(std::string_view pattern, std::string_view layer);

/// The entry of a Hugging Face `path`; null where none fits.
GANYMEDE_ONCE const TensorName* find_tensor_name(std::span<const TensorName> names, std::string_view path);

/// The GGUF name of a Hugging Face `path`, neither with ".weight"; nothing for a path that is not listed.
GANYMEDE_ONCE std::optional<std::string> gguf_name(std::span<const TensorName> names, std::string_view path);

/// The row of a matrix of heads, each of d rows, that lies at row n of Hugging Face's: where `rotary_pairs` puts it.
inline Index rotary_pair_row(Index n, Index d) { return n / d * d + 2 * (n % d % (d / 2)) + n % d / (d / 2); }

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/tensor_names.ipp>
#endif
