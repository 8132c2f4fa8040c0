#pragma once
// The bodies of workspace.hpp.

#include <ganymede/state/workspace.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void Workspace::begin_pass() noexcept {
  scoped_.begin();
  kept_.begin();
}

}  // namespace ganymede::inline v0
