#pragma once
// How expressions of templates are evaluated. The bodies of class Renderer (renderer.hpp) for it.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/expressions.ipp>
#endif
