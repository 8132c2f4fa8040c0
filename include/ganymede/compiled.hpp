#pragma once
// Header-only, or compiled once. The CMake target ganymede::compiled defines GANYMEDE_COMPILED for who links it: the kernels and the
// readers of files, functions that begin with GANYMEDE_ONCE, are then declared here and defined in that library, built with
// GANYMEDE_COMPILING.

#if defined(GANYMEDE_COMPILED) && !defined(GANYMEDE_COMPILING)
#define GANYMEDE_DEFINED_HERE 0
#else
#define GANYMEDE_DEFINED_HERE 1
#endif

#if defined(GANYMEDE_COMPILED)
#define GANYMEDE_ONCE
#else
#define GANYMEDE_ONCE inline
#endif
