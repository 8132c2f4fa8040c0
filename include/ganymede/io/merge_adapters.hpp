#pragma once
// Adapters become part of the weights before a model is made of them: W + scale B A in place of W (Hu et al. 2021, section 4.1).

#include <ganymede/core/dtype.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/io/adapter.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/split.hpp>

#include <optional>
#include <span>
#include <string_view>

namespace ganymede::inline v0 {

/// The checkpoint with the adapters merged, one after the other; it keeps the files of `base`. What adapters change is computed in float
/// and is f32 there, or, where `base` has it quantised and `weights` (which is what the model will keep) does not say otherwise, q8_0:
/// coarser types would round off most of what small changes are. Names of Hugging Face's adapters are found in GGUF files and the other way
/// round; `prefix` may be missing from either's. A head that the base has tied to its embedding is one of its own where an adapter changes
/// one of the two alone, as it is to PEFT. TensorError naming the first tensor of an adapter that does not fit the base; ConfigError for
/// what cannot be merged; InputError for a scale that is no number.
GANYMEDE_ONCE Checkpoint merge_adapters(const Checkpoint& base, std::span<const Adapter> adapters, std::string_view prefix,
                                        std::optional<DType> weights, Executor& executor);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/merge_adapters.ipp>
#endif
