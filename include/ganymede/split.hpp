#pragma once
// Header-only, or compiled once. A user's program that says nothing sees every body here, and links nothing. A program that defines
// GANYMEDE_SPLIT sees declarations; one source file of it, or the CMake target ganymede::compiled, holds the bodies: it defines
// GANYMEDE_IMPLEMENTATION and includes <ganymede/ganymede.hpp>.
//
// How the library is written for it: X.hpp declares what is no template; "#if GANYMEDE_BODIES", at its end, it includes X.ipp, which
// includes X.hpp and what else the bodies need, as a source file does.
//   - What X.hpp declares, X.ipp defines with GANYMEDE_ONCE before it (members too, never on the declaration inside a class); helpers that
//     only X.ipp knows are `inline`, in namespace detail; default arguments stand in X.hpp alone.
//   - A template whose body only X.ipp has is instantiated there, "#if GANYMEDE_SEPARATE", for each type that it promises.
//   - Where X.hpp has a template's body but a program need not instantiate it anew: `extern template` there, "#if !GANYMEDE_BODIES".
//   - X.ipp may not need a header that includes X.hpp before it declares what X.ipp uses: header-only programs would not compile.

#if defined(GANYMEDE_SPLIT) && !defined(GANYMEDE_IMPLEMENTATION)
#define GANYMEDE_BODIES 0  ///< whether headers show their bodies
#else
#define GANYMEDE_BODIES 1
#endif

#if defined(GANYMEDE_SPLIT) || defined(GANYMEDE_IMPLEMENTATION)
#define GANYMEDE_SEPARATE 1  ///< whether the program has bodies in one place only
#define GANYMEDE_ONCE
#else
#define GANYMEDE_SEPARATE 0
#define GANYMEDE_ONCE inline
#endif
