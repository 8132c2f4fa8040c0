#pragma once
// The bodies of any_encoder.hpp.

#include <ganymede/models/any_encoder.hpp>

#include <string>

namespace ganymede::inline v0 {

namespace detail {

/// Of one type whatever the family: compiled once.
template <class... Families>
struct EncoderFamilies {
  static std::shared_ptr<const EncoderModel> load(const Checkpoint& checkpoint, const LoadOptions& options) {
    std::shared_ptr<const StockEncoder<float>> model;
    const auto try_one = [&]<class F>(F) {
      if (model == nullptr && is_of_family<F>(checkpoint))
        model = std::make_shared<const StockEncoder<float>>(load_family<F, float>(checkpoint, options));
    };
    (try_one(Families()), ...);
    if (model) return as_encoder_model(std::move(model));
    std::string expected;
    (list_names(Families::model_types, expected), ...);
    throw other_family(checkpoint, "no encoder of this architecture", std::move(expected));
  }
  static bool hold(const Checkpoint& checkpoint) { return (is_of_family<Families>(checkpoint) || ...); }
};

template <class Nothing, class... Families>
struct ListedEncoders {
  using All = EncoderFamilies<Families...>;
};

#define GANYMEDE_LISTED_ENCODER(NOTHING, FAMILY) , FAMILY
using AllEncoders = ListedEncoders<void GANYMEDE_FOR_EACH_ENCODER(GANYMEDE_LISTED_ENCODER, )>::All;
#undef GANYMEDE_LISTED_ENCODER

}  // namespace detail

GANYMEDE_ONCE std::shared_ptr<const EncoderModel> load_encoder_model(const Checkpoint& checkpoint, const LoadOptions& options) {
  return detail::AllEncoders::load(checkpoint, options);
}

GANYMEDE_ONCE bool is_encoder_model(const Checkpoint& checkpoint) { return detail::AllEncoders::hold(checkpoint); }

}  // namespace ganymede::inline v0
