#pragma once
// The texts that a recording of attention is about.

#include <ganymede/core/probe.hpp>

#include <span>
#include <string>

namespace ganymede::inline v0 {

/// The tokens (their bytes) that a recording is about.
struct AttentionTexts {
  std::span<const std::string> tokens{};   ///< what the decoder read: rows and columns of self, rows of cross
  std::span<const std::string> source{};   ///< what the encoder read: rows and columns of encoder, columns of cross
  std::span<const std::string> written{};  ///< what the decoder wrote having read each token, where it is known

  std::span<const std::string> rows(AttentionKind kind) const { return kind == AttentionKind::encoder ? source : tokens; }
  std::span<const std::string> columns(AttentionKind kind) const { return kind == AttentionKind::self ? tokens : source; }
};

}  // namespace ganymede::inline v0
