#pragma once
// What the operating system says about the CPU, where programs may not ask the CPU itself.

#include <ganymede/split.hpp>

namespace ganymede::inline v0 {
namespace detail {

/// The bits of AT_HWCAP, which mean what each architecture gives them; 0 where the system has no such word.
unsigned long hardware_capabilities() noexcept;

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/os/hardware_capabilities.ipp>
#endif
