#pragma once
// Everything that one does with a checkpoint.

#include <ganymede/io/checkpoint.hpp>

#include <cstddef>

/// Reads its settings, tokenizer and tensors, loads the family that it names and computes a pass and a short answer. `variant` chooses how
/// the weights are kept.
void use_model(const ganymede::Checkpoint& checkpoint, std::size_t variant);
