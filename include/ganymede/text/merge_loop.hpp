#pragma once
// The merge loop of byte-pair encoding (Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units",
// Algorithm 1): of all neighbouring pairs, the one of lowest rank (leftmost first) becomes one symbol, until none can.
//
// Short words scan an array for the best pair; long ones keep the pairs in a heap and the symbols in a list, so that a word
// of n symbols takes O(n log n) whatever it holds.

#include <ganymede/text/merge_table.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

/// One symbol of a word while it is merged: its id (-1: a character outside the vocabulary) and what of the word it covers,
/// [begin, end), counted in bytes or in first symbols; never empty, the next begins where this ends.
struct Symbol {
  TokenId id = -1;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Working memory of the merge loop, kept between words so that a text costs few allocations.
struct MergeScratch {
  struct Link {
    std::uint32_t previous, next;
  };
  struct Entry {
    std::uint32_t rank, position;
    TokenId id;
    std::uint32_t end;  // of the merged symbol: an entry whose span has changed since is stale
  };
  std::vector<Symbol> symbols{};
  std::vector<Merge> merges{};
  std::vector<Link> links{};
  std::vector<Entry> heap{};
};

namespace detail {

inline constexpr std::uint32_t no_symbol = std::numeric_limits<std::uint32_t>::max();

/// `find(left, right)` gives the Merge of two neighbouring symbols.
template <class Find>
void merge_short(MergeScratch& scratch, const Find& find) {
  auto& symbols = scratch.symbols;
  auto& merges = scratch.merges;  // merges[i] joins symbols i and i + 1
  merges.resize(symbols.size());
  std::size_t n = symbols.size();
  for (std::size_t i = 0; i + 1 < n; ++i) merges[i] = find(symbols[i], symbols[i + 1]);
  while (n > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < n; ++i)
      if (merges[i].rank < merges[best].rank) best = i;
    if (merges[best].rank == Merge::never) break;
    symbols[best] = {merges[best].id, symbols[best].begin, symbols[best + 1].end};
    std::copy(symbols.begin() + static_cast<Index>(best + 2), symbols.begin() + static_cast<Index>(n),
              symbols.begin() + static_cast<Index>(best + 1));
    std::copy(merges.begin() + static_cast<Index>(best + 1), merges.begin() + static_cast<Index>(n),
              merges.begin() + static_cast<Index>(best));
    --n;
    if (best > 0) merges[best - 1] = find(symbols[best - 1], symbols[best]);
    if (best + 1 < n) merges[best] = find(symbols[best], symbols[best + 1]);
  }
  symbols.resize(n);
}

template <class Find>
void merge_long(MergeScratch& scratch, const Find& find) {
  auto& symbols = scratch.symbols;
  auto& links = scratch.links;
  auto& heap = scratch.heap;
  const auto n = static_cast<std::uint32_t>(symbols.size());
  links.resize(n);
  heap.clear();
  const auto later = [](const MergeScratch::Entry& a, const MergeScratch::Entry& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.position > b.position;
  };
  const auto candidate = [&](std::uint32_t left, std::uint32_t right) {
    const Merge merge = find(symbols[left], symbols[right]);
    if (merge.rank == Merge::never) return false;
    heap.push_back({merge.rank, left, merge.id, symbols[right].end});
    return true;
  };
  for (std::uint32_t i = 0; i < n; ++i) {
    links[i] = {i == 0 ? no_symbol : i - 1, i + 1 == n ? no_symbol : i + 1};
    if (i + 1 < n) candidate(i, i + 1);
  }
  std::make_heap(heap.begin(), heap.end(), later);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), later);
    const MergeScratch::Entry top = heap.back();
    heap.pop_back();
    Symbol& left = symbols[top.position];
    if (left.begin == left.end) continue;  // merged away
    const std::uint32_t next = links[top.position].next;
    if (next == no_symbol || symbols[next].end != top.end) continue;  // one of the two has grown
    left = {top.id, left.begin, top.end};
    symbols[next].begin = symbols[next].end;
    const std::uint32_t after = links[next].next;
    links[top.position].next = after;
    if (after != no_symbol) {
      links[after].previous = top.position;
      if (candidate(top.position, after)) std::push_heap(heap.begin(), heap.end(), later);
    }
    const std::uint32_t before = links[top.position].previous;
    if (before != no_symbol && candidate(before, top.position)) std::push_heap(heap.begin(), heap.end(), later);
  }
  symbols.erase(std::remove_if(symbols.begin(), symbols.end(), [](const Symbol& s) { return s.begin == s.end; }), symbols.end());
}

}  // namespace detail

/// Merges scratch.symbols in place. Symbols are not empty and cover adjoining bytes.
template <class Find>
void merge_symbols(MergeScratch& scratch, const Find& find) {
  constexpr std::size_t short_word = 40;  // up to here a scan is faster than a heap
  if (scratch.symbols.size() < 2) return;
  if (scratch.symbols.size() <= short_word)
    detail::merge_short(scratch, find);
  else
    detail::merge_long(scratch, find);
}

}  // namespace ganymede::inline v0
