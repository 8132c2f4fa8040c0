#pragma once
// The bodies of stacks.hpp.

#include <ganymede/text/grammar/stacks.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE Stacks::Stacks(const ShortestTexts& texts) : texts_(texts) {
  nodes_.emplace_back();  // 0: no stack at all
  frames_.push_back({no_state, 0});
  nodes_.push_back({0, 1, 0, 0, 0});
  known_.emplace(mix(mix(1, no_state), 0), 1);
}

GANYMEDE_ONCE std::uint32_t Stacks::intern(std::vector<Frame> frames) {
  std::uint64_t hash = frames.size();
  for (const Frame& f : frames) hash = mix(mix(hash, f.state), f.below);
  const auto [begin, end] = known_.equal_range(hash);
  for (auto at = begin; at != end; ++at)
    if (const auto same = this->frames(at->second); std::equal(same.begin(), same.end(), frames.begin(), frames.end())) return at->second;
  Node node{static_cast<std::uint32_t>(frames_.size()), static_cast<std::uint32_t>(frames.size()), 0, 0, ~std::uint64_t{0}};
  for (std::uint32_t i = 0; i < frames.size(); ++i) {
    const Frame& f = frames[i];
    const bool end_of_text = f.state == no_state;
    const std::uint32_t own = end_of_text ? 0 : texts_.cost(f.state);
    const std::uint64_t below = end_of_text ? 0 : nodes_[f.below].cost;
    const std::uint64_t cost = own == no_cost || below == ~std::uint64_t{0} ? ~std::uint64_t{0} : own + below;
    if (cost < node.cost) node.cost = cost, node.best = i;
    if (!end_of_text) node.depth = std::max(node.depth, nodes_[f.below].depth + 1);
  }
  frames_.insert(frames_.end(), frames.begin(), frames.end());
  nodes_.push_back(node);
  const auto number = static_cast<std::uint32_t>(nodes_.size() - 1);
  known_.emplace(hash, number);
  return number;
}

GANYMEDE_ONCE std::uint32_t Stacks::push(std::uint32_t state, std::uint32_t below) { return intern({{state, below}}); }

GANYMEDE_ONCE std::uint32_t Stacks::unite(std::uint32_t a, std::uint32_t b) {
  if (a == b || b == 0) return a;
  if (a == 0) return b;
  if (a > b) std::swap(a, b);
  if (const auto known = united_.find({a, b}); known != united_.end()) return known->second;
  std::vector<Frame> all;
  const std::vector<Frame> left(frames(a).begin(), frames(a).end()), right(frames(b).begin(), frames(b).end());
  for (std::size_t i = 0, j = 0; i < left.size() || j < right.size();) {
    if (j == right.size() || (i < left.size() && left[i].state < right[j].state)) {
      all.push_back(left[i++]);
    } else if (i == left.size() || right[j].state < left[i].state) {
      all.push_back(right[j++]);
    } else {
      all.push_back({left[i].state, unite(left[i].below, right[j].below)});
      ++i, ++j;
    }
  }
  const std::uint32_t result = intern(std::move(all));
  united_.emplace(std::pair{a, b}, result);
  return result;
}

}  // namespace ganymede::inline v0::detail::grammar
