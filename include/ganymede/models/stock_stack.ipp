#pragma once
// What stock_stack.hpp promises to have compiled.

#include <ganymede/models/stock_stack.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template View<float> StockStack<float>::operator()(Pass<AnyProbe>& pass) const;

}  // namespace ganymede::inline v0
#endif
