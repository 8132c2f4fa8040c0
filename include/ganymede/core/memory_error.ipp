#pragma once
// The bodies of memory_error.hpp.

#include <ganymede/core/memory_error.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE MemoryError::MemoryError(std::string_view purpose, std::size_t bytes) noexcept : bytes_(bytes) {
  append("out of memory: ");
  if (bytes > 0) {
    std::array<char, 24> digits{};
    append(
        {digits.data(), static_cast<std::size_t>(std::to_chars(digits.data(), digits.data() + digits.size(), bytes).ptr - digits.data())});
    append(" bytes for ");
  }
  append(purpose);
}

GANYMEDE_ONCE void MemoryError::append(std::string_view part) noexcept {
  part = part.substr(0, text_.size() - 1 - length_);
  std::copy(part.begin(), part.end(), text_.data() + length_);
  length_ += part.size();
}

}  // namespace ganymede::inline v0
