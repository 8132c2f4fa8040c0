#pragma once
// What stock_encoder_decoder.hpp promises to have compiled.

#include <ganymede/models/stock_encoder_decoder.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template struct StockEncoderDecoder<float>;
template std::shared_ptr<const TranslationModel> as_translation_model(std::shared_ptr<const StockEncoderDecoder<float>>);

}  // namespace ganymede::inline v0
#endif
