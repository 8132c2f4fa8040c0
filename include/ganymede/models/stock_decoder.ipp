#pragma once
// What stock_decoder.hpp promises to have compiled.

#include <ganymede/models/stock_decoder.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template struct StockDecoder<float>;
template std::shared_ptr<const LanguageModel> as_language_model(std::shared_ptr<const StockDecoder<float>>);

}  // namespace ganymede::inline v0
#endif
