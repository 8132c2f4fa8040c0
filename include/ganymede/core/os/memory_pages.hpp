#pragma once
// Memory straight from the operating system, in whole pages.

#include <ganymede/split.hpp>

#include <cstddef>

namespace ganymede::inline v0 {
namespace detail {

/// `bytes` zeroed bytes, on a page's boundary; null where the system gives none. A page comes into being when it is first touched.
std::byte* take_pages(std::size_t bytes) noexcept;

/// What take_pages(bytes) gave goes back to the system at once.
void give_back_pages(std::byte* pages, std::size_t bytes) noexcept;

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/os/memory_pages.ipp>
#endif
