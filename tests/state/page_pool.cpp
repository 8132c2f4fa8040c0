#include <ganymede/state/page_pool.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("a pool stops at its limit and reuses what comes back") {
  const auto pool = std::make_shared<PagePool>(256);
  {
    const PageRef a(pool, 128), b(pool, 128);
    CHECK(pool->bytes_in_use() == 256);
    CHECK_THROWS_WITH_AS(PageRef(pool, 1), doctest::Contains("256"), CapacityError);
    CHECK(a.data() != b.data());
  }
  CHECK(pool->bytes_in_use() == 0);
  const PageRef again(pool, 256);
  CHECK(again.size() == 256);
}

TEST_CASE("copies share a page; the last one gives it back") {
  const auto pool = std::make_shared<PagePool>();
  PageRef a(pool, 64);
  CHECK(a.exclusive());
  {
    const PageRef b = a;
    CHECK(!a.exclusive());
    CHECK(b.data() == a.data());
    CHECK(pool->bytes_in_use() == 64);
  }
  CHECK(a.exclusive());
}
