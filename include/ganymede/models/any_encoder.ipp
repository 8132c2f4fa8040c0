#pragma once
// The bodies of any_encoder.hpp.

#include <ganymede/models/any_encoder.hpp>

#include <ganymede/models/any_held.hpp>

namespace ganymede::inline v0 {

namespace detail {

#define GANYMEDE_LISTED_ENCODER(NOTHING, FAMILY) listed_family<EncoderModel, FAMILY>(),
inline constexpr ListedFamily<EncoderModel> all_encoders[] = {GANYMEDE_FOR_EACH_ENCODER(GANYMEDE_LISTED_ENCODER, )};
#undef GANYMEDE_LISTED_ENCODER

}  // namespace detail

GANYMEDE_ONCE std::shared_ptr<const EncoderModel> load_encoder_model(const Checkpoint& checkpoint, const LoadOptions& options) {
  return detail::load_listed<EncoderModel>(detail::all_encoders, checkpoint, options);
}

GANYMEDE_ONCE bool is_encoder_model(const Checkpoint& checkpoint) {
  return detail::find_family<EncoderModel>(detail::all_encoders, checkpoint) != nullptr;
}

}  // namespace ganymede::inline v0
