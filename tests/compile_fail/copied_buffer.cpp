// expect: (deleted|implicitly deleted)
#include <ganymede/core/buffer.hpp>

ganymede::Buffer copy(const ganymede::Buffer& buffer) { return buffer; }  // a copy of gigabytes must be asked for
