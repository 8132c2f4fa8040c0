// Forward declarations come first, so that their kinds (class or struct, template parameters) are compared with the truth.
#include <ganymede/fwd.hpp>
//
#include <ganymede/ganymede.hpp>
