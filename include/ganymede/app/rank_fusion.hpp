#pragma once
// Several rankings of the same texts as one.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// A text that a search found.
struct RankedText {
  Index index = 0;
  double score = 0;
  bool operator==(const RankedText&) const = default;
};

/// Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): the sum of 1 / (60 + rank) over the lists that a text is in, counted from 1;
/// a list that it is not in adds nothing, and its second place in one list neither. The best first, of equal ones the lower index.
GANYMEDE_ONCE std::vector<RankedText> reciprocal_rank_fusion(std::span<const std::vector<RankedText>> lists);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/rank_fusion.ipp>
#endif
