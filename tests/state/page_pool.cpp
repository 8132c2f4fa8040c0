#include <ganymede/state/page_pool.hpp>

#include <doctest/doctest.h>

#include <thread>
#include <vector>

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

TEST_CASE("the limit is on all pages held: waiting ones of another size make room") {
  constexpr std::size_t limit = 1000;
  const auto pool = std::make_shared<PagePool>(limit);
  const auto fill = [&](std::size_t bytes) {
    std::vector<PageRef> pages;
    while (pool->bytes_in_use() + bytes <= limit) {
      pages.emplace_back(pool, bytes);
      CHECK(pool->bytes_held() <= limit);
    }
    CHECK_THROWS_AS(PageRef(pool, bytes), CapacityError);
    return pages.size();
  };
  for (int round = 0; round < 3; ++round)
    for (const std::size_t bytes : {100U, 300U, 70U, 1000U, 1U}) CHECK(fill(bytes) == limit / bytes);
  {
    const PageRef first(pool, 400), second(pool, 400);  // 200 more: all that waited has gone
    { const PageRef third(pool, 200); }
    CHECK(pool->bytes_held() == limit);
    { const PageRef other(pool, 150); }
    CHECK(pool->bytes_held() == 950);
  }
  const PageRef again(pool, 400);  // one that waited
  CHECK(pool->bytes_held() == 950);
  CHECK(pool->bytes_in_use() == 400);
}

TEST_CASE("a page is found among any number that wait, of its size and of others") {
  constexpr int count = 60'000;  // looking at each waiting page, for each asked for, took half a minute
  const auto pool = std::make_shared<PagePool>();
  for (const std::size_t bytes : {64U, 128U}) {
    std::vector<PageRef> pages;
    for (int i = 0; i < count; ++i) pages.emplace_back(pool, bytes);
  }
  std::vector<PageRef> other;
  for (int i = 0; i < count; ++i) other.emplace_back(pool, 192);
  CHECK(pool->bytes_in_use() == 192 * std::size_t{count});
  CHECK(pool->bytes_held() == (64 + 128 + 192) * std::size_t{count});
  std::vector<PageRef> again;
  for (int i = 0; i < count; ++i) again.emplace_back(pool, 64);
  CHECK(pool->bytes_held() == (64 + 128 + 192) * std::size_t{count});
}

TEST_CASE("threads that ask for pages of several sizes stay within the limit") {
  constexpr std::size_t limit = 4000;
  const auto pool = std::make_shared<PagePool>(limit);
  std::atomic<bool> exceeded{false};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 3; ++t)
    threads.emplace_back([&, t] {
      std::vector<PageRef> own;
      for (unsigned i = 0; i < 3000; ++i) {
        try {
          own.emplace_back(pool, 64 * (1 + (i * 7 + t) % 5));
        } catch (const CapacityError&) {
          own.clear();
        }
        if (pool->bytes_held() > limit) exceeded = true;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK_FALSE(exceeded);
  CHECK(pool->bytes_in_use() == 0);
}
