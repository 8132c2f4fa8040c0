#pragma once
// The settings of a model as the metadata of a GGUF file: the table of its architecture, read from left to right.

#include <ganymede/io/gguf_architecture.hpp>
#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0::detail {

/// Adds what the table says of `resolved`: a model's settings under Hugging Face's keys, those that config.json leaves out among them.
/// `config`, which those came from, is for messages. ConfigError for what a file of this architecture cannot say.
GANYMEDE_ONCE void add_gguf_settings(const GgufArchitecture& architecture, const Settings& resolved, const Settings& config,
                                     GgufWriter& to);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/gguf_metadata.ipp>
#endif
