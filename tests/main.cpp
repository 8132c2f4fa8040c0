// The main function of every test executable, and the models of elements double: compiled once.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "support/double_models.hpp"

namespace ganymede::inline v0 {
GANYMEDE_DOUBLE_MODELS(template)
}  // namespace ganymede::inline v0
