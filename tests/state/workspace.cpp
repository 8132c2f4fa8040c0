#include <ganymede/state/workspace.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "../support/sanitized.hpp"

using namespace ganymede;

TEST_CASE("a scope gives back what was taken in it, kept memory stays") {
  Workspace w;
  const View<float> kept = w.keep<float>(3, 5);
  const View<float> outer = w.take<float>(7, 9);
  const float* inner = nullptr;
  {
    const Workspace::Scope scope(w);
    inner = w.take<float>(100, 100).data();
  }
  CHECK(w.take<float>(1, 1).data() == inner);
  CHECK(outer.data() != inner);
  CHECK(kept.data() != outer.data());
  CHECK(reinterpret_cast<std::uintptr_t>(inner) % Buffer::alignment == 0);
}

TEST_CASE("large requests get room, and warm memory is used again") {
  Workspace w;
  for (int pass = 0; pass < 3; ++pass) {
    w.begin_pass();
    const Workspace::Scope scope(w);
    w.take<double>(1000, 1000);
    w.take<float>(10, 10);
    CHECK(w.capacity() < 9'000'000);
  }
}

namespace {
/// A pass as layers make it: nested scopes, small and large, in sizes that go with `rows`. Returns the most that was taken at a time.
std::size_t pass(Workspace& w, Index rows) {
  constexpr Index D = 64, F = 200;
  const auto bytes = [](Index count) { return (static_cast<std::size_t>(count) * 4 + 63) / 64 * 64; };
  w.begin_pass();
  const Workspace::Scope scope(w);
  w.keep<float>(rows, 2 * D);
  View<float> x = w.take<float>(rows, D);
  x.row(rows - 1).setConstant(float(rows));
  for (int layer = 0; layer < 4; ++layer) {
    const Workspace::Scope layer_scope(w);
    w.take<float>(rows, 3 * D);
    {
      const Workspace::Scope inner(w);
      w.take<float>(rows * rows, 1);
    }
    w.take<float>(rows, F);
  }
  CHECK(x(rows - 1, D - 1) == float(rows));
  return bytes(rows * 2 * D) + bytes(rows * D) + bytes(rows * 3 * D) + std::max(bytes(rows * rows), bytes(rows * F));
}
}  // namespace

TEST_CASE("however sizes of passes change, a workspace holds a small factor of the largest, and one chunk serves it from then on") {
  for (unsigned seed = 1; seed < 4; ++seed) {
    std::mt19937 generator(seed);
    std::uniform_int_distribution<Index> any(1, 900);
    Workspace w;
    std::size_t largest = 0;
    for (int i = 0; i < 300; ++i) {
      largest = std::max(largest, pass(w, any(generator)));
      CHECK(w.capacity() <= 4 * largest + (std::size_t{1} << 19));
    }
    w.begin_pass();
    pass(w, 1);
    CHECK(w.capacity() <= 17 * largest / 16 + (std::size_t{1} << 19));
  }
  Workspace growing;  // by one row each
  for (Index rows = 1; rows < 700; ++rows) CHECK(growing.capacity() <= 4 * pass(growing, rows) + (std::size_t{1} << 19));
}

TEST_CASE("within one pass, too, memory that was given back is used again or goes") {
  Workspace w;
  for (Index size = 1; size < 3000; ++size) {  // all sizes one after the other, each larger than the last
    const Workspace::Scope scope(w);
    w.take<float>(100, size);
  }
  CHECK(w.capacity() <= 4 * 100 * 3000 * sizeof(float));
}

TEST_CASE("views of a pass stay what they are while it grows beyond all earlier ones") {
  Workspace w;
  for (const Index rows : {3, 40, 700}) {
    w.begin_pass();
    std::vector<View<float>> views;
    for (Index i = 0; i < rows; ++i) {
      views.push_back(i % 2 == 0 ? w.take<float>(i + 1, 50) : w.keep<float>(i + 1, 50));
      views.back().setConstant(float(i));
    }
    for (Index i = 0; i < rows; ++i) CHECK((views[static_cast<std::size_t>(i)].array() == float(i)).all());
  }
}

TEST_CASE("a warm workspace hands out the same memory again") {
  Workspace w;
  const float* first = nullptr;
  for (int i = 0; i < 6; ++i) {
    for (const Index rows : {700, 20, 300}) pass(w, rows);
    w.begin_pass();
    const float* const now = w.take<float>(1, 1).data();
    if (i == 1) first = now;
    if (i > 1) CHECK(now == first);
  }
}

TEST_CASE("memory of a Scope that has ended is known to be given back") {
  Workspace w;
  const float* const own = w.take<float>(10, 10).data();
  const float *inner = nullptr, *far = nullptr;
  {
    const Workspace::Scope scope(w);
    inner = w.take<float>(10, 10).data();
    far = w.take<float>(1000, 1000).data();  // in a chunk of its own
    CHECK_FALSE(w.given_back(inner));
    CHECK_FALSE(w.given_back(far));
  }
  CHECK(w.given_back(inner));
  CHECK(w.given_back(far + 999));
  CHECK_FALSE(w.given_back(own));
  const float elsewhere = 0;
  CHECK_FALSE(w.given_back(&elsewhere));
  CHECK_FALSE(w.given_back(nullptr));
}

#ifndef GANYMEDE_TEST_SANITIZED
TEST_CASE("what cannot be had leaves a workspace usable, and says for what it was") {
  Workspace w;
  w.take<float>(3, 3);
  CHECK_THROWS_WITH_AS(w.take_array<char>(std::size_t{1} << 60),
                       "out of memory: 1152921504606846976 bytes for the temporary memory of a pass", MemoryError);
  CHECK(w.take<float>(100, 100).data() != nullptr);
  w.begin_pass();
  CHECK_THROWS_AS(w.take_array<char>(std::size_t{1} << 60), std::bad_alloc);
  CHECK(w.take<float>(100, 100).data() != nullptr);
}
#endif
