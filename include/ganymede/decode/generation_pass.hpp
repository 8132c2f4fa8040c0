#pragma once
// How a Generation makes its steps: drafts, a pass for all that need one, the tokens that follow. Bodies of generation.hpp, apart from
// those that begin and end sequences.

#include <ganymede/decode/generation.hpp>
#include <ganymede/split.hpp>

#if GANYMEDE_BODIES
#include <ganymede/decode/generation_pass.ipp>
#endif
