#pragma once
// A model's defaults, and what one call overrides.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/decode/generation_options.hpp>
#include <ganymede/split.hpp>

#include <cmath>

namespace ganymede::inline v0 {

/// Throws InputError naming the first setting that cannot be right, token ids outside a vocabulary of `vocab_size` (0: unknown) among them.
GANYMEDE_ONCE void validate(const GenerationConfig& config, Index vocab_size = 0);

/// The defaults with what the caller gave laid over them, validated.
/// Whether to sample: do_sample where the caller gives it. Otherwise a temperature, top_k, top_p, min_p or typical_p that the caller gives
/// asks for sampling, unless the temperature is then 0. Otherwise the defaults say; Hugging Face's, and so those of a
/// generation_config.json without do_sample, are greedy. max_new_tokens from the caller also outweighs a default max_length, and max_length
/// a default max_new_tokens. A window that slides sets no limit: without one it is default_max_new_tokens.
GANYMEDE_ONCE GenerationConfig resolve(GenerationConfig defaults, const GenerationOptions& options);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/generation_config.ipp>
#endif
