#pragma once
// What stock_encoder.hpp promises to have compiled.

#include <ganymede/models/stock_encoder.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template struct StockEncoder<float>;

}  // namespace ganymede::inline v0
#endif
