#pragma once
// The bodies of tensor_names.hpp.

#include <ganymede/io/tensor_names.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE std::optional<std::string> layer_of(std::string_view pattern, std::string_view path) {
  const std::size_t hole = pattern.find("{}");
  if (hole == std::string_view::npos) return pattern == path ? std::optional<std::string>("") : std::nullopt;
  const std::string_view head = pattern.substr(0, hole), tail = pattern.substr(hole + 2);
  if (path.size() <= head.size() + tail.size() || !path.starts_with(head) || !path.ends_with(tail)) return std::nullopt;
  const std::string_view layer = path.substr(head.size(), path.size() - head.size() - tail.size());
  if (layer.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return std::string(layer);
}

GANYMEDE_ONCE std::string with_layer(std::string_view pattern, std::string_view layer) {
  std::string name(pattern);
  if (const std::size_t hole = name.find("{}"); hole != std::string::npos) name.replace(hole, 2, layer);
  return name;
}

GANYMEDE_ONCE const TensorName* find_tensor_name(std::span<const TensorName> names, std::string_view path) {
  for (const TensorName& name : names)
    if (layer_of(name.hugging_face, path)) return &name;
  return nullptr;
}

GANYMEDE_ONCE std::optional<std::string> gguf_name(std::span<const TensorName> names, std::string_view path) {
  const TensorName* const name = find_tensor_name(names, path);
  return name == nullptr ? std::nullopt : std::optional(with_layer(name->gguf, *layer_of(name->hugging_face, path)));
}

}  // namespace detail

}  // namespace ganymede::inline v0
