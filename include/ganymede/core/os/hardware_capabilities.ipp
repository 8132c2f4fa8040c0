#pragma once
// The bodies of hardware_capabilities.hpp.

#include <ganymede/core/os/hardware_capabilities.hpp>

#if defined(__linux__)
#include <sys/auxv.h>
#endif

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE unsigned long hardware_capabilities() noexcept {
#if defined(__linux__)
  return ::getauxval(AT_HWCAP);
#else
  return 0;
#endif
}

}  // namespace detail
}  // namespace ganymede::inline v0
