#pragma once
// The small story model that every example program carries inside itself.

#include <cstddef>
#include <span>

/// The bytes of examples/models/stories.gguf; empty where the programs were built without it.
std::span<const std::byte> embedded_stories();
