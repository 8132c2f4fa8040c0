#pragma once
// The bodies of ngram_pool.hpp.

#include <ganymede/decode/ngram_pool.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void NgramPool::add(std::size_t text, std::span<const TokenId> tokens) {
  if (texts_.size() <= text) texts_.resize(text + 1);
  std::vector<TokenId>& all = texts_[text];
  for (const TokenId token : tokens) {
    std::uint64_t hash = 1;
    const std::size_t n = std::min(all.size(), static_cast<std::size_t>(longest_));
    for (std::size_t i = 1; i <= n; ++i) {
      hash = extend(hash, all[all.size() - i]);
      last_[hash] = {text, all.size()};
    }
    all.push_back(token);
  }
}

GANYMEDE_ONCE NgramPool::Match NgramPool::find(std::size_t text, Index most) const {
  if (size(text) == 0) return {};
  const std::vector<TokenId>& all = texts_[text];
  const std::size_t n = std::min(all.size(), static_cast<std::size_t>(std::min(most, longest_)));
  Match best;
  std::uint64_t hash = 1;
  for (std::size_t i = 1; i <= n; ++i) {
    hash = extend(hash, all[all.size() - i]);
    const auto found = last_.find(hash);
    if (found == last_.end()) break;  // a longer one was nowhere either
    const Place& place = found->second;
    const std::vector<TokenId>& other = texts_[place.text];
    std::size_t length = 0;
    while (length < std::min({all.size(), place.next, static_cast<std::size_t>(longest_match)}) &&
           other[place.next - 1 - length] == all[all.size() - 1 - length])
      ++length;
    if (length >= i) best = {place.text, place.next, static_cast<Index>(length)};  // or another n-gram of the same hash
  }
  return best;
}

GANYMEDE_ONCE void NgramPool::follow(const Match& match, std::size_t text, Index count, std::vector<TokenId>& out) const {
  const std::vector<TokenId>& from = texts_[match.text];
  const std::size_t begin = out.size();
  for (std::size_t i = match.next; i < match.next + static_cast<std::size_t>(count); ++i) {
    if (i >= from.size() && match.text != text) return;
    const TokenId token = i < from.size() ? from[i] : out[begin + i - from.size()];
    out.push_back(token);
  }
}

}  // namespace ganymede::inline v0
