#pragma once
// Memory that the system does not have: the one exception of the library that is no ganymede::Error, as C++ has a type of its own for it.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <new>
#include <string_view>

namespace ganymede::inline v0 {

/// A std::bad_alloc that says for what, and how much. what() reads "out of memory: 1073741824 bytes for packed weights". It holds its text
/// itself: an error about memory must not ask for any.
class MemoryError : public std::bad_alloc {
 public:
  /// `bytes` 0: not known. A long `purpose` is cut.
  explicit MemoryError(std::string_view purpose, std::size_t bytes = 0) noexcept;
  const char* what() const noexcept override { return text_.data(); }
  /// What was asked for; 0 where that is not known.
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  void append(std::string_view part) noexcept;

  std::array<char, 192> text_{};  // ends with a zero
  std::size_t length_ = 0, bytes_;
};

/// f(), where a std::bad_alloc that does not say for what becomes a MemoryError that names `purpose`.
template <class F>
decltype(auto) with_memory_for(std::string_view purpose, F&& f) {
  try {
    return f();
  } catch (const MemoryError&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw MemoryError(purpose);
  }
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/memory_error.ipp>
#endif
