#pragma once
// What every fuzz target holds the library to: an input gives a value or a ganymede::Error whose message a terminal may be given, and
// nothing else.

#include <ganymede/core/error.hpp>

#include <cstdio>
#include <cstdlib>
#include <string_view>

/// Calls `action`; an error of the library is an answer, any other exception ends the target. With GANYMEDE_FUZZ_ERRORS in the environment
/// errors are printed: to see how far a seed comes.
template <class Action>
void attempt(Action action) {
  static const bool print = std::getenv("GANYMEDE_FUZZ_ERRORS") != nullptr;
  try {
    action();
  } catch (const ganymede::Error& error) {
    if (print) std::fprintf(stderr, "  %s\n", error.what());
    const std::string_view message = error.what();
    if (ganymede::detail::printable(message, message.size()) != message) std::abort();
  }
}
