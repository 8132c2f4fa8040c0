#pragma once
// Numbers out of bytes that may lie at any address: files are little-endian, and so is every machine we run on.

#include <ganymede/core/types.hpp>

#include <bit>
#include <cstring>
#include <type_traits>

namespace ganymede::inline v0 {

static_assert(std::endian::native == std::endian::little, "ganymede reads little-endian files in place");

/// The T whose bytes begin at `from`, which needs no alignment.
template <class T>
requires std::is_trivially_copyable_v<T> T load(const std::byte* from)
noexcept {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// Writes the bytes of `value` to `to`, which needs no alignment.
template <class T>
requires std::is_trivially_copyable_v<T>
void store(std::byte* to, T value) noexcept { std::memcpy(to, &value, sizeof value); }

}  // namespace ganymede::inline v0
