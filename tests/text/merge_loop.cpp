#include <doctest/doctest.h>
#include <ganymede/text/merge_loop.hpp>

#include <chrono>

using namespace ganymede;

namespace {

std::vector<Symbol> symbols(const std::vector<TokenId>& ids) {
  std::vector<Symbol> result;
  for (const TokenId id : ids)
    result.push_back({id, static_cast<std::uint32_t>(result.size()), static_cast<std::uint32_t>(result.size() + 1)});
  return result;
}

/// The definition, word for word.
std::vector<TokenId> by_definition(std::vector<TokenId> ids, const MergeTable& merges) {
  for (;;) {
    std::size_t best = ids.size();
    for (std::size_t i = 0; i + 1 < ids.size(); ++i)
      if (merges.find(ids[i], ids[i + 1]).rank < (best == ids.size() ? Merge::never : merges.find(ids[best], ids[best + 1]).rank)) best = i;
    if (best == ids.size()) return ids;
    ids[best] = merges.find(ids[best], ids[best + 1]).id;
    ids.erase(ids.begin() + static_cast<Index>(best) + 1);
  }
}

template <class Loop>
std::vector<TokenId> by(const Loop& loop, const std::vector<TokenId>& ids, const MergeTable& merges) {
  MergeScratch scratch;
  scratch.symbols = symbols(ids);
  loop(scratch, [&](const Symbol& a, const Symbol& b) { return merges.find(a.id, b.id); });
  std::vector<TokenId> result;
  std::uint32_t end = 0;
  for (const Symbol& symbol : scratch.symbols) {
    CHECK(symbol.begin == end);
    end = symbol.end;
    result.push_back(symbol.id);
  }
  CHECK(end == ids.size());
  return result;
}

}  // namespace

TEST_CASE("scan and heap do what the definition says") {
  std::uint64_t state = 1;
  const auto draw = [&](std::uint64_t n) {
    return static_cast<TokenId>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33) % static_cast<TokenId>(n);
  };
  const auto scan = [](auto&&... a) { detail::merge_short(a...); };
  const auto heap = [](auto&&... a) { detail::merge_long(a...); };
  const auto either = [](auto&&... a) { merge_symbols(a...); };
  for (int round = 0; round < 200; ++round) {
    // Each merge makes a token of its own from tokens that are there already, as in training.
    MergeTable merges(60);
    TokenId next = 3;
    for (std::uint32_t rank = 0; rank < 60; ++rank)
      if (merges.insert(draw(static_cast<std::uint64_t>(next)), draw(static_cast<std::uint64_t>(next)), {rank, next}, false)) ++next;
    std::vector<TokenId> ids(static_cast<std::size_t>(draw(120)) + 1);
    for (TokenId& id : ids) id = draw(static_cast<std::uint64_t>(round % 3 + 1));
    const std::vector<TokenId> expected = by_definition(ids, merges);
    CHECK(by(scan, ids, merges) == expected);
    CHECK(by(heap, ids, merges) == expected);
    CHECK(by(either, ids, merges) == expected);
  }
}

TEST_CASE("nothing to merge") {
  const auto either = [](auto&&... a) { merge_symbols(a...); };
  CHECK(by(either, {}, MergeTable()).empty());
  CHECK(by(either, {5}, MergeTable()) == std::vector<TokenId>{5});
  CHECK(by(either, {5, 6}, MergeTable()) == std::vector<TokenId>{5, 6});
}

TEST_CASE("a word of a million symbols is not quadratic") {
  MergeTable merges(4);
  merges.insert(0, 0, {0, 1}, false);
  merges.insert(1, 1, {1, 2}, false);
  merges.insert(2, 2, {2, 3}, false);
  MergeScratch scratch;
  scratch.symbols = symbols(std::vector<TokenId>(1000000, 0));
  const auto begin = std::chrono::steady_clock::now();
  merge_symbols(scratch, [&](const Symbol& a, const Symbol& b) { return merges.find(a.id, b.id); });
  CHECK(scratch.symbols.size() == 125000);
  // Even under a sanitiser; a quadratic loop would take hours.
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
}
