#pragma once
// The bodies of recurrent_state.hpp.

#include <ganymede/state/recurrent_state.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void RecurrentState::reserve(const std::shared_ptr<PagePool>& pool, std::size_t bytes) {
  if (next_.empty() || !next_.exclusive()) next_ = PageRef(pool, bytes);
}

}  // namespace ganymede::inline v0
