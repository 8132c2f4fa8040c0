#pragma once
// The version, once: CMake reads it from here. Before 1.0 a minor version may change the interface; the inline namespace
// keeps two of them apart inside one program.

#if defined(__FAST_MATH__)
#error "ganymede: -ffast-math changes results silently and is not supported"
#endif
#if !defined(__cpp_exceptions)
#error "ganymede: errors are exceptions; -fno-exceptions is not supported"
#endif

#define GANYMEDE_VERSION_MAJOR 0
#define GANYMEDE_VERSION_MINOR 1
#define GANYMEDE_VERSION_PATCH 0
#define GANYMEDE_VERSION "0.1.0"

namespace ganymede::inline v0 {}
