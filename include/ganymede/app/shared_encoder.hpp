#pragma once
// The encoder of a checkpoint, to be shared.

#include <ganymede/models/any_encoder.hpp>

#include <concepts>
#include <memory>

namespace ganymede::inline v0::detail {

/// Whatever encoder there is, or one of the type that is asked for. Throws as its constructor.
template <EncoderOnlyModel Model>
std::shared_ptr<const EncoderModel> shared_encoder(const Checkpoint& checkpoint, const LoadOptions& options) {
  if constexpr (std::same_as<Model, AnyEncoder>)
    return load_encoder_model(checkpoint, options);
  else
    return as_encoder_model(std::make_shared<const Model>(checkpoint, options));
}

}  // namespace ganymede::inline v0::detail
