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
  std::vector<Symbol> symbols{};
  std::vector<Merge> merges{};  ///< what symbol i and the one after it become
  std::vector<Link> links{};
  std::vector<std::uint64_t> heap{};  ///< rank and place of possible merges
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

/// A heap of numbers, the smallest on top, four children a node: half as deep as a binary one, and siblings share a cache line.
class MinHeap {
 public:
  explicit MinHeap(std::vector<std::uint64_t>& values) : values_(values) {
    for (std::size_t i = values.size() / 4 + 1; i-- > 0;)
      if (i < values.size()) sink(i, values[i]);
  }
  bool empty() const noexcept { return values_.empty(); }
  void push(std::uint64_t value) {
    std::size_t at = values_.size();
    values_.push_back(value);
    for (; at > 0 && values_[(at - 1) / 4] > value; at = (at - 1) / 4) values_[at] = values_[(at - 1) / 4];
    values_[at] = value;
  }
  std::uint64_t pop() {
    const std::uint64_t top = values_.front();
    const std::uint64_t last = values_.back();
    values_.pop_back();
    if (!values_.empty()) sink(0, last);
    return top;
  }

 private:
  void sink(std::size_t at, std::uint64_t value) {
    const std::size_t n = values_.size();
    for (;;) {
      const std::size_t first = at * 4 + 1;
      if (first >= n) break;
      std::size_t best = first;
      for (std::size_t child = first + 1; child < std::min(first + 4, n); ++child)
        if (values_[child] < values_[best]) best = child;
      if (values_[best] >= value) break;
      values_[at] = values_[best];
      at = best;
    }
    values_[at] = value;
  }
  std::vector<std::uint64_t>& values_;
};

template <class Find>
void merge_long(MergeScratch& scratch, const Find& find) {
  auto& [symbols, merges, links, heap_values] = scratch;
  const auto n = static_cast<std::uint32_t>(symbols.size());
  merges.assign(n, {});
  links.resize(n);
  heap_values.clear();
  const auto key = [&merges = merges](std::uint32_t at) { return static_cast<std::uint64_t>(merges[at].rank) << 32 | at; };
  for (std::uint32_t i = 0; i < n; ++i) {
    links[i] = {i == 0 ? no_symbol : i - 1, i + 1 == n ? no_symbol : i + 1};
    if (i + 1 < n) merges[i] = find(symbols[i], symbols[i + 1]);
    if (merges[i].rank != Merge::never) heap_values.push_back(key(i));
  }
  MinHeap heap(heap_values);
  const auto consider = [&, &symbols = symbols, &merges = merges](std::uint32_t left, std::uint32_t right) {
    merges[left] = find(symbols[left], symbols[right]);
    if (merges[left].rank != Merge::never) heap.push(key(left));
  };
  while (!heap.empty()) {
    const std::uint64_t top = heap.pop();
    const auto at = static_cast<std::uint32_t>(top);
    if (key(at) != top) continue;  // one of the two has changed since
    const std::uint32_t next = links[at].next;
    const std::uint32_t after = links[next].next;
    const std::uint32_t before = links[at].previous;
    symbols[at] = {merges[at].id, symbols[at].begin, symbols[next].end};
    symbols[next].begin = symbols[next].end;
    merges[next] = merges[at] = {};
    links[at].next = after;
    if (before != no_symbol) consider(before, at);
    if (after == no_symbol) continue;
    links[after].previous = at;
    consider(at, after);
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
