#include <ganymede/state/sequence.hpp>

#include <doctest/doctest.h>

#include <memory>

using namespace ganymede;

namespace {
const auto shape = std::make_shared<const StateShape>(StateShape{{{2, 3}, {1, 5}}, 100, 100});
std::byte* page(const Sequence& s, Index layer, std::size_t n) { return s.pages(layer).pages[n]; }
}  // namespace

TEST_CASE("pages come as positions are reserved, and stay where they are") {
  Sequence s(shape);
  s.reserve(33);
  s.commit(33);
  REQUIRE(s.pages(0).pages.size() == 2);
  CHECK(s.pages(1).layout.head_dim == 5);
  std::byte* const first = page(s, 0, 0);
  s.reserve(40);
  CHECK(page(s, 0, 0) == first);
  CHECK(s.length() == 33);  // reserving commits nothing
}

TEST_CASE("a fork shares full pages and copies the one it writes") {
  Sequence s(shape);
  s.reserve(40);
  s.commit(40);
  page(s, 0, 1)[0] = std::byte{42};
  Sequence fork = s.fork();
  CHECK(page(fork, 0, 1) == page(s, 0, 1));
  fork.reserve(1);
  CHECK(page(fork, 0, 0) == page(s, 0, 0));
  CHECK(page(fork, 0, 1) != page(s, 0, 1));
  CHECK(page(fork, 0, 1)[0] == std::byte{42});
}

TEST_CASE("who is the last to hold a page writes it in place") {
  Sequence s(shape);
  s.reserve(5);
  s.commit(5);
  { const Sequence fork = s.fork(); }
  std::byte* const before = page(s, 0, 0);
  s.reserve(1);
  CHECK(page(s, 0, 0) == before);
}

TEST_CASE("pages reserved by a failed pass are not shared with forks") {
  Sequence s(shape);
  s.reserve(40);  // a pass that never committed
  Sequence fork = s.fork();
  CHECK(fork.pages(0).pages.empty());
}

TEST_CASE("limits are typed errors and change nothing") {
  Sequence s(shape, {.max_length = 10});
  CHECK_THROWS_AS(s.reserve(11), ContextError);
  CHECK_THROWS_AS(Sequence(shape, {.max_length = 101}), ContextError);
  CHECK_THROWS_AS(Sequence(shape, {.max_length = -1}), InputError);
  CHECK_THROWS_AS(s.truncate(1), InputError);
  CHECK_THROWS_AS(s.truncate(-1), InputError);
  CHECK(s.length() == 0);
}

TEST_CASE("half-precision pages are half as large, int8 pages a quarter, scales aside") {
  Sequence full(shape), half(shape, {.cache = CacheType::f16});
  CHECK(full.pages(0).layout.bytes() == 2 * half.pages(0).layout.bytes());
  const PageLayout eighth = Sequence(shape, {.cache = CacheType::int8}).pages(0).layout;
  CHECK(full.pages(0).layout.bytes() ==
        4 * (eighth.bytes() - 2 * 4 * static_cast<std::size_t>(eighth.num_key_value_heads) * PageLayout::positions));
}

TEST_CASE("a layer without heads keeps no pages") {
  const auto shape =
      std::make_shared<const StateShape>(StateShape{.slots = {KeyValueSlot{}, {1, 4}}, .max_position_embeddings = 200, .longest = 200});
  const auto pool = std::make_shared<PagePool>();
  Sequence sequence(shape, {.pool = pool});
  sequence.reserve(100);
  CHECK(sequence.pages(0).pages.empty());
  CHECK(sequence.pages(1).pages.size() == 4);
  sequence.commit(100);
  Sequence fork = sequence.fork();
  fork.reserve(1);
  fork.truncate(40);
  CHECK(fork.pages(0).pages.empty());
  CHECK(fork.length() == 40);
}
