#include <ganymede/core/checked.hpp>

#include <doctest/doctest.h>

#include <cstdint>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("checked: what fits is computed, up to the last value") {
  const std::uint64_t largest = ~std::uint64_t{0};
  CHECK(checked_mul<std::uint64_t>(3, 4, "f", "k") == 12);
  CHECK(checked_mul<std::uint64_t>(largest, 1, "f", "k") == largest);
  CHECK(checked_mul<std::uint64_t>(largest, 0, "f", "k") == 0);
  CHECK(checked_mul<std::uint64_t>(0, largest, "f", "k") == 0);
  CHECK(checked_mul<std::uint64_t>(0xffffffff, 0x100000001, "f", "k") == largest);
  CHECK(checked_add<std::uint64_t>(largest - 1, 1, "f", "k") == largest);
  CHECK(checked_mul<std::uint8_t>(15, 17, "f", "k") == 255);
}

TEST_CASE("checked: what does not fit is a FormatError with file, key and operands") {
  const auto product =
      error_of<FormatError>([] { checked_mul<std::uint64_t>(std::uint64_t{1} << 32, std::uint64_t{1} << 32, "m.gguf", "w"); });
  CHECK(product.file == "m.gguf");
  CHECK(product.key == "w");
  CHECK(product.found == "4294967296 x 4294967296");
  CHECK(error_of<FormatError>([] { checked_add<std::uint64_t>(~std::uint64_t{0}, 1, "m", "w"); }).found == "18446744073709551615 + 1");
  error_of<FormatError>([] { checked_mul<std::uint8_t>(16, 16, "m", "w"); });
  error_of<FormatError>([] { checked_add<std::uint8_t>(255, 1, "m", "w"); });
}
