// flags: -fno-exceptions
// expect: errors are exceptions
#include <ganymede/version.hpp>
