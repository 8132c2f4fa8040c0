#include <ganymede/state/recurrent_state.hpp>
#include <ganymede/state/sequence.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
const auto recurrent_shape = std::make_shared<const StateShape>(
    StateShape{.slots = {{1, 4}}, .max_position_embeddings = 100, .longest = 100, .recurrent = {{8}, {24}}});

void step(Sequence& s, std::byte mark) {
  s.reserve(1);
  *s.recurrent(1).next() = mark;
  s.commit(1);
}
}  // namespace

TEST_CASE("a pass writes the next state beside the present one, which is null before the first token") {
  Sequence s(recurrent_shape);
  CHECK(s.recurrent(0).now() == nullptr);
  s.reserve(1);
  CHECK(s.recurrent(1).now() == nullptr);
  step(s, std::byte{1});
  REQUIRE(s.recurrent(1).now() != nullptr);
  CHECK(*s.recurrent(1).now() == std::byte{1});
  s.reserve(1);
  *s.recurrent(1).next() = std::byte{9};  // a pass that fails before it commits
  CHECK(*s.recurrent(1).now() == std::byte{1});
}

TEST_CASE("two pieces of memory take turns") {
  const auto pool = std::make_shared<PagePool>();
  Sequence s(recurrent_shape, {.pool = pool});
  step(s, std::byte{1});
  step(s, std::byte{2});
  const std::byte* const present = s.recurrent(1).now();
  const std::size_t bytes = pool->bytes_in_use();
  step(s, std::byte{3});
  step(s, std::byte{4});
  CHECK(s.recurrent(1).now() == present);
  CHECK(pool->bytes_in_use() == bytes);
}

TEST_CASE("a fork shares the state and neither disturbs the other's") {
  Sequence s(recurrent_shape);
  step(s, std::byte{1});
  step(s, std::byte{2});
  Sequence fork = s.fork();
  CHECK(fork.recurrent(1).now() == s.recurrent(1).now());
  step(fork, std::byte{3});
  step(fork, std::byte{4});
  CHECK(*s.recurrent(1).now() == std::byte{2});
  step(s, std::byte{5});
  step(s, std::byte{6});
  CHECK(*fork.recurrent(1).now() == std::byte{4});
  fork = s.fork();
  CHECK(*fork.recurrent(1).now() == std::byte{6});
}

TEST_CASE("a recurrent state goes back to nothing, or not at all") {
  Sequence s(recurrent_shape);
  step(s, std::byte{1});
  step(s, std::byte{2});
  s.truncate(2);
  CHECK(*s.recurrent(1).now() == std::byte{2});
  CHECK_THROWS_WITH_AS(s.truncate(1), doctest::Contains("a recurrent state cannot go back"), InputError);
  CHECK(s.length() == 2);
  CHECK(*s.recurrent(1).now() == std::byte{2});
  s.truncate(0);
  CHECK(s.recurrent(1).now() == nullptr);
}

TEST_CASE("states come from the pool, and a full one is a typed error that changes nothing") {
  Sequence s(recurrent_shape, {.pool = std::make_shared<PagePool>(recurrent_shape->slots[0].head_dim * 32 * 2 * 4 + 20)});
  CHECK_THROWS_AS(s.reserve(1), CapacityError);
  CHECK(s.length() == 0);
  CHECK(s.recurrent(0).now() == nullptr);
}
