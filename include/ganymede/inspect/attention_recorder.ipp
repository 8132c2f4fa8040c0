#pragma once
// The bodies of attention_recorder.hpp.

#include <ganymede/inspect/attention_recorder.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE std::string_view name_of(AttentionKind kind) {
  return kind == AttentionKind::self ? "self" : kind == AttentionKind::cross ? "cross" : "encoder";
}

GANYMEDE_ONCE std::string describe_recorded(RecordedHeads wanted, Index segments, Index layers, Index heads) {
  const auto part = [](Index one, Index count, const std::string& name) {
    return one < 0 ? std::to_string(count) + " " + name + "s" : name + " " + std::to_string(one);
  };
  return std::to_string(segments) + " segments, " + part(wanted.layer, layers, "layer") + ", " + part(wanted.head, heads, "head") +
         ", counted from 0";
}

}  // namespace detail

}  // namespace ganymede::inline v0
