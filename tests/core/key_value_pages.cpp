#include <ganymede/core/key_value_pages.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace ganymede;

TEST_CASE("a page of one head of two dimensions, by hand") {
  // Keys [1, 2, 32]: dimension 0 of all positions, then dimension 1. Values [1, 32, 2] behind them: position after position.
  const PageLayout page{1, 2, CacheType::f32};
  CHECK(page.key(0, 0, 0) == 0);
  CHECK(page.key(0, 0, 31) == 31);
  CHECK(page.key(0, 1, 0) == 32);
  CHECK(page.value(0, 0, 0) == 64);
  CHECK(page.value(0, 0, 1) == 65);
  CHECK(page.value(0, 1, 0) == 66);
  CHECK(page.bytes() == 128 * 4);
  CHECK(PageLayout{1, 2, CacheType::f16}.bytes() == 128 * 2);
  const PageLayout int8{1, 2, CacheType::int8};  // 128 bytes, then 32 scales of keys and 32 of values
  CHECK(int8.bytes() == 128 + 64 * 4);
  CHECK(int8.key_scale(0, 0) == 128);
  CHECK(int8.key_scale(0, 1) == 132);
  CHECK(int8.value_scale(0, 0) == 128 + 32 * 4);
}

TEST_CASE("every number of a page has a place of its own, and there is no place without one") {
  const PageLayout page{3, 5, CacheType::int8};
  std::set<Index> places, scales;
  for (Index head = 0; head < 3; ++head)
    for (Index slot = 0; slot < PageLayout::positions; ++slot) {
      for (Index dim = 0; dim < 5; ++dim) {
        places.insert(page.key(head, dim, slot));
        places.insert(page.value(head, slot, dim));
      }
      scales.insert(page.key_scale(head, slot));
      scales.insert(page.value_scale(head, slot));
    }
  const Index elements = 2 * 3 * 5 * PageLayout::positions, floats = 2 * 3 * PageLayout::positions;
  CHECK(Index(places.size()) == elements);
  CHECK(*places.begin() == 0);
  CHECK(*places.rbegin() == elements - 1);
  CHECK(Index(scales.size()) == floats);
  CHECK(*scales.begin() == elements);
  CHECK(*scales.rbegin() == Index(page.bytes()) - 4);
  CHECK(*scales.begin() % 4 == 0);
}

TEST_CASE("layouts are equal where heads, dimensions and elements are") {
  const PageLayout page{3, 5, CacheType::f16};
  CHECK(page == PageLayout{3, 5, CacheType::f16});
  CHECK_FALSE(page == PageLayout{5, 3, CacheType::f16});
  CHECK_FALSE(page == PageLayout{3, 5, CacheType::f32});
  CHECK(size_of(CacheType::f32) == 4);
  CHECK(size_of(CacheType::f16) == 2);
  CHECK(size_of(CacheType::int8) == 1);
}
