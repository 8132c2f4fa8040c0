#pragma once
// One model type for several families: the checkpoint says which.

#include <ganymede/models/any_held.hpp>

namespace ganymede::inline v0 {

/// `AnyOf<Gpt2<>, Llama<>> model{checkpoint}`: the listed family that the checkpoint names in model_type or general.architecture.
/// Type-erased; one virtual call a pass. Copies share the model. Throws ConfigError when no listed family fits.
template <DecoderOnlyModel... Models>
class AnyOf : public detail::AnyListed<detail::AnyHeld<LanguageModel>, Models...> {
 public:
  explicit AnyOf(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : detail::AnyListed<detail::AnyHeld<LanguageModel>, Models...>(checkpoint, options) {}
};

}  // namespace ganymede::inline v0
