// What ganymede::compiled holds: the functions that begin with GANYMEDE_ONCE, compiled once for all who link it.
#define GANYMEDE_COMPILING
#include <ganymede/decode/logits_processors.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/models/known_settings.hpp>
#include <ganymede/ops/kernels.hpp>
#include <ganymede/text/tokenizer.hpp>
