#pragma once
// The body of rank_fusion.hpp.

#include <ganymede/app/rank_fusion.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::vector<RankedText> reciprocal_rank_fusion(std::span<const std::vector<RankedText>> lists) {
  std::map<Index, double> scores;
  for (const std::vector<RankedText>& list : lists) {
    std::set<Index> seen;
    for (const RankedText& text : list)
      if (seen.insert(text.index).second) scores[text.index] += 1 / (60 + static_cast<double>(seen.size()));
  }
  std::vector<RankedText> fused;
  for (const auto& [index, score] : scores) fused.push_back({index, score});
  std::stable_sort(fused.begin(), fused.end(), [](const RankedText& a, const RankedText& b) { return a.score > b.score; });
  return fused;
}

}  // namespace ganymede::inline v0
