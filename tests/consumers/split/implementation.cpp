// The one file of the app that holds the library's bodies; the others are those of consumers/compiled.
#define GANYMEDE_IMPLEMENTATION
#include <ganymede/ganymede.hpp>
