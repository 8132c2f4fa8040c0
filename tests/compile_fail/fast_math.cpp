// flags: -ffast-math
// expect: ffast-math changes results silently
#include <ganymede/version.hpp>
