#include <ganymede/core/os/memory_pages.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

#include "support/sanitized.hpp"

using namespace ganymede;

TEST_CASE("pages are zeros, on a boundary of their own, and may be written") {
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{4096}, (std::size_t{3} << 20) + 7}) {
    CAPTURE(bytes);
    std::byte* const pages = detail::take_pages(bytes);
    REQUIRE(pages != nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(pages) % 4096 == 0);
    CHECK(std::all_of(pages, pages + bytes, [](std::byte b) { return b == std::byte{0}; }));
    std::fill(pages, pages + bytes, std::byte{7});
    detail::give_back_pages(pages, bytes);
  }
}

TEST_CASE("no memory is null") {
  CHECK(detail::take_pages(0) == nullptr);
#ifndef GANYMEDE_TEST_SANITIZED
  CHECK(detail::take_pages(std::size_t{1} << 60) == nullptr);
#endif
}
