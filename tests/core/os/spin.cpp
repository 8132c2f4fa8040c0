#include <ganymede/core/os/spin.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace ganymede;

TEST_CASE("what is ready is not waited for") {
  int asked = 0;
  CHECK(detail::spin_until([&] { return ++asked == 1; }, std::chrono::microseconds(0)));
  CHECK(asked == 1);
}

TEST_CASE("what never becomes ready is given up, and asked for a last time") {
  long asked = 0;
  CHECK_FALSE(detail::spin_until([&] { return ++asked < 0; }, std::chrono::microseconds(50)));
  CHECK(asked > 64);
}

TEST_CASE("another thread's word ends the wait") {
  std::atomic<bool> ready{false};
  std::thread other([&] { ready = true; });
  CHECK(detail::spin_until([&] { return ready.load(); }, std::chrono::minutes(10)));
  other.join();
}
