#include <ganymede/state/workspace.hpp>

#include <doctest/doctest.h>

#include <cstdint>

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
