#pragma once
// An attention map as a table for terminals, shaded where they have colours and readable where they have none.

#include <ganymede/core/tensor.hpp>
#include <ganymede/inspect/color_scale.hpp>
#include <ganymede/inspect/numbers.hpp>
#include <ganymede/inspect/token_text.hpp>
#include <ganymede/split.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

/// What a table looks like.
struct AttentionTable {
  std::span<const std::string> rows{}, columns{};  ///< bytes of the tokens
  Index first_row = 0;                             ///< the position of row 0
  bool causal = false;                             ///< a row sees nothing behind its own position
  std::size_t width = 80;                          ///< columns of the terminal; a wider table comes in blocks
  TerminalColors colors = TerminalColors::none;
};

/// `weights` [T, S] in hundredths: each row says how one token shares its attention. Columns bear the numbers of their tokens, which are
/// those of the rows or, where a text looks at another one, listed first.
GANYMEDE_ONCE std::string attention_text(const ConstView<float>& weights, const AttentionTable& table);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/attention_text.ipp>
#endif
