#pragma once
// The bodies of memory_pages.hpp.

#include <ganymede/core/os/memory_pages.hpp>

#include <sys/mman.h>

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE std::byte* take_pages(std::size_t bytes) noexcept {
  void* const pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages == MAP_FAILED ? nullptr : static_cast<std::byte*>(pages);
}

GANYMEDE_ONCE void give_back_pages(std::byte* pages, std::size_t bytes) noexcept { ::munmap(pages, bytes); }

}  // namespace detail
}  // namespace ganymede::inline v0
