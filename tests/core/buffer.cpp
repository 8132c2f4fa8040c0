#include <ganymede/core/buffer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "support/sanitized.hpp"

using namespace ganymede;

TEST_CASE("buffer: zeroed, on a 64-byte boundary, of every size") {
  for (const std::size_t bytes :
       {std::size_t{1}, std::size_t{63}, std::size_t{4096}, (std::size_t{1} << 21) - 1, std::size_t{1} << 21, (std::size_t{5} << 20) + 3}) {
    CAPTURE(bytes);
    Buffer buffer(bytes);
    REQUIRE(buffer.size() == bytes);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % Buffer::alignment == 0);
    CHECK(std::all_of(buffer.data(), buffer.data() + bytes, [](std::byte b) { return b == std::byte{0}; }));
    std::fill(buffer.data(), buffer.data() + bytes, std::byte{1});

    Buffer moved = std::move(buffer);
    CHECK(moved.size() == bytes);
    CHECK(buffer.size() == 0);
    CHECK(std::all_of(moved.data(), moved.data() + bytes, [](std::byte b) { return b == std::byte{1}; }));
    moved = Buffer::uninitialised(bytes);
    CHECK(moved.size() == bytes);
  }
  CHECK(Buffer().size() == 0);
  CHECK(Buffer(0).data() == nullptr);
}

#ifndef GANYMEDE_TEST_SANITIZED
TEST_CASE("buffer: what cannot be had is bad_alloc, which says for what and how much") {
  CHECK_THROWS_AS(Buffer(std::size_t{1} << 60), std::bad_alloc);
  CHECK_THROWS_WITH_AS(Buffer::uninitialised(std::size_t{1} << 60, "a test"), "out of memory: 1152921504606846976 bytes for a test",
                       MemoryError);
}
#endif
