#pragma once
// The bodies of tensor_names.hpp.

#include <ganymede/io/tensor_names.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE std::optional<std::vector<std::string>> numbers_of(std::string_view pattern, std::string_view path) {
  std::vector<std::string> numbers;
  while (true) {
    const std::size_t hole = pattern.find("{}");
    const std::string_view text = pattern.substr(0, hole);
    if (!path.starts_with(text)) return std::nullopt;
    path.remove_prefix(text.size());
    if (hole == std::string_view::npos) return path.empty() ? std::optional(std::move(numbers)) : std::nullopt;
    const std::size_t digits = std::min(path.find_first_not_of("0123456789"), path.size());
    if (digits == 0) return std::nullopt;
    numbers.emplace_back(path.substr(0, digits));
    path.remove_prefix(digits);
    pattern.remove_prefix(hole + 2);
  }
}

GANYMEDE_ONCE std::string with_numbers(std::string_view pattern, std::span<const std::string> numbers) {
  std::string name(pattern);
  std::size_t hole = name.find("{}");
  for (std::size_t i = 0; i < numbers.size() && hole != std::string::npos; ++i) {
    name.replace(hole, 2, numbers[i]);
    hole = name.find("{}", hole);
  }
  return name;
}

GANYMEDE_ONCE const TensorName* find_tensor_name(std::span<const TensorName> names, std::string_view path) {
  for (const TensorName& name : names)
    if (numbers_of(name.hugging_face, path)) return &name;
  return nullptr;
}

GANYMEDE_ONCE std::optional<std::string> own_name(std::span<const TensorName> names, std::string_view path) {
  const TensorName* const name = find_tensor_name(names, path);
  return name == nullptr ? std::nullopt : std::optional(with_numbers(name->own, *numbers_of(name->hugging_face, path)));
}

}  // namespace ganymede::inline v0::detail
