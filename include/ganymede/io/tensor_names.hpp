#pragma once
// The two names of a tensor: in Hugging Face checkpoints and in GGUF files.

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
inline std::optional<std::string> layer_of(std::string_view pattern, std::string_view path) {
  const std::size_t hole = pattern.find("{}");
  if (hole == std::string_view::npos) return pattern == path ? std::optional<std::string>("") : std::nullopt;
  const std::string_view head = pattern.substr(0, hole), tail = pattern.substr(hole + 2);
  if (path.size() <= head.size() + tail.size() || !path.starts_with(head) || !path.ends_with(tail)) return std::nullopt;
  const std::string_view layer = path.substr(head.size(), path.size() - head.size() - tail.size());
  if (layer.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return std::string(layer);
}

/// `pattern` with its hole filled.
inline std::string with_layer(std::string_view pattern, std::string_view layer) {
  std::string name(pattern);
  if (const std::size_t hole = name.find("{}"); hole != std::string::npos) name.replace(hole, 2, layer);
  return name;
}

/// The GGUF name of a Hugging Face `path`, neither with ".weight"; nothing for a path that is not listed.
inline std::optional<std::string> gguf_name(std::span<const TensorName> names, std::string_view path) {
  for (const TensorName& name : names)
    if (const auto layer = layer_of(name.hugging_face, path)) return with_layer(name.gguf, *layer);
  return std::nullopt;
}

}  // namespace detail
}  // namespace ganymede::inline v0
