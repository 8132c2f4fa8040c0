#include <ganymede/core/os/hardware_capabilities.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <fstream>

using namespace ganymede;

TEST_CASE("the word does not change") { CHECK(detail::hardware_capabilities() == detail::hardware_capabilities()); }

#if defined(__linux__) && defined(__aarch64__)  // elsewhere the C library may put a word of its own in place of the kernel's
TEST_CASE("the word is the one that the kernel gave this process") {
  constexpr unsigned long capabilities = 16, end = 0;  // AT_HWCAP, AT_NULL
  std::ifstream auxiliary("/proc/self/auxv", std::ios::binary);
  unsigned long entry[2]{1, 0}, expected = 0;
  while (auxiliary.read(reinterpret_cast<char*>(entry), sizeof entry) && entry[0] != end)
    if (entry[0] == capabilities) expected = entry[1];
  REQUIRE(entry[0] == end);
  CHECK(expected != 0);
  CHECK(detail::hardware_capabilities() == expected);
}
#endif
