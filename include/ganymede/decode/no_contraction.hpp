#pragma once
// Regions in which a * b + c is two roundings everywhere. Left to themselves compilers fuse it where the target has FMA (GCC across
// statements, under -march=native), and the same logits would give other tokens on another machine.
//
//   GANYMEDE_NO_CONTRACTION_BEGIN
//   inline double f(double a, double b, double c) {
//     GANYMEDE_NO_CONTRACTION
//     return a * b + c;
//   }
//   GANYMEDE_NO_CONTRACTION_END
//
// GCC takes the option for whole functions, and does not inline them into others; Clang wants it inside each body. Include every standard
// header before a region. Nothing leaks into the including file; the macros stay.

#ifdef __FAST_MATH__
#error "ganymede promises equal answers everywhere: -ffast-math cannot be used with it"
#endif

#if defined(__clang__)
#define GANYMEDE_NO_CONTRACTION_BEGIN
#define GANYMEDE_NO_CONTRACTION _Pragma("clang fp contract(off)")
#define GANYMEDE_NO_CONTRACTION_END
#elif defined(__GNUC__)
#define GANYMEDE_NO_CONTRACTION_BEGIN _Pragma("GCC push_options") _Pragma("GCC optimize(\"fp-contract=off\")")
#define GANYMEDE_NO_CONTRACTION
#define GANYMEDE_NO_CONTRACTION_END _Pragma("GCC pop_options")
#else
#error "ganymede knows how to switch contraction off for GCC and Clang"
#endif
