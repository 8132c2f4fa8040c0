#pragma once
// The bodies of attention_recorder.hpp.

#include <ganymede/inspect/attention_recorder.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE std::string_view name_of(AttentionKind kind) {
  return kind == AttentionKind::self ? "self" : kind == AttentionKind::cross ? "cross" : "encoder";
}

}  // namespace detail

}  // namespace ganymede::inline v0
