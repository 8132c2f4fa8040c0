#include <ganymede/core/bytes.hpp>

#include <doctest/doctest.h>

#include <array>

using namespace ganymede;

TEST_CASE("bytes: numbers are read and written at any address, least byte first") {
  std::array<std::byte, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i);
  for (std::size_t at = 0; at < 8; ++at) {
    CHECK(load<std::uint8_t>(bytes.data() + at) == at);
    CHECK(load<std::uint16_t>(bytes.data() + at) == (at | (at + 1) << 8));
    CHECK(load<std::uint64_t>(bytes.data() + at) == 0x0706050403020100u + at * 0x0101010101010101u);
  }
  store(bytes.data() + 3, 1.5f);
  CHECK(load<float>(bytes.data() + 3) == 1.5f);
  CHECK(load<std::uint8_t>(bytes.data() + 2) == 2);
  CHECK(load<std::uint8_t>(bytes.data() + 7) == 7);
}
