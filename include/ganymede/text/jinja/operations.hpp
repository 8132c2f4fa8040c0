#pragma once
// What templates do with values: members, slices, operators, iteration. The bodies of class Renderer (renderer.hpp) for it.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/operations.ipp>
#endif
