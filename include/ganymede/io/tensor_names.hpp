#pragma once
// The two names of a tensor: in Hugging Face checkpoints and in GGUF files.

#include <ganymede/split.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// A tensor's name (without ".weight" or ".bias") in Hugging Face checkpoints and in GGUF; "{}" stands for the layer's number.
struct TensorName {
  std::string_view hugging_face, gguf;
};

namespace detail {

/// The layer's number in a `path` that fits `pattern`, "" for a pattern without one; nothing where it does not fit.
GANYMEDE_ONCE std::optional<std::string> layer_of(std::string_view pattern, std::string_view path);

/// `pattern` with its hole filled.
GANYMEDE_ONCE std::string with_layer(std::string_view pattern, std::string_view layer);

/// The GGUF name of a Hugging Face `path`, neither with ".weight"; nothing for a path that is not listed.
GANYMEDE_ONCE std::optional<std::string> gguf_name(std::span<const TensorName> names, std::string_view path);

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/tensor_names.ipp>
#endif
