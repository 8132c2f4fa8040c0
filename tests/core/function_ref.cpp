#include <ganymede/core/function_ref.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace ganymede;

namespace {
int twice(int x) { return 2 * x; }

/// Counts how often it was copied.
struct CountsCopies {
  int copies = 0;
  CountsCopies() = default;
  CountsCopies(const CountsCopies& other) : copies(other.copies + 1) {}
  CountsCopies& operator=(const CountsCopies&) = delete;
  int operator()(int x) { return x + copies; }
};

int call(FunctionRef<int(int)> f, int x) { return f(x); }
}  // namespace

TEST_CASE("lambdas, functions, and objects are called as they stand, and not copied") {
  int calls = 0;
  CHECK(call(
            [&](int x) {
              ++calls;
              return x + 1;
            },
            4) == 5);
  CHECK(calls == 1);
  CHECK(call(twice, 4) == 8);
  CountsCopies object;
  CHECK(call(object, 4) == 4);
  const auto constant = [](int x) { return -x; };
  CHECK(call(constant, 4) == -4);
  CHECK(object.copies == 0);
}

TEST_CASE("a copy refers to the callable, not to the reference it was copied from") {
  const auto square = [](int x) { return x * x; };
  auto first = std::make_unique<FunctionRef<int(int)>>(square);
  const FunctionRef<int(int)> copy = *first;
  first.reset();
  CHECK(copy(7) == 49);
}

TEST_CASE("arguments arrive as they were given, results as they were returned") {
  const auto move_only = [](std::unique_ptr<int> p) { return std::make_unique<int>(*p + 1); };
  const FunctionRef<std::unique_ptr<int>(std::unique_ptr<int>)> f(move_only);
  CHECK(*f(std::make_unique<int>(1)) == 2);
  std::string text = "a";
  const auto append = [](std::string& to) -> std::string& { return to += "b"; };
  const FunctionRef<std::string&(std::string&)> g(append);
  CHECK(&g(text) == &text);
  CHECK(text == "ab");
}

TEST_CASE("what cannot be called so is no FunctionRef of it") {
  static_assert(std::is_constructible_v<FunctionRef<int(int)>, int (*)(int)>);
  static_assert(!std::is_constructible_v<FunctionRef<int(int)>, int (*)(std::string)>);
  static_assert(!std::is_constructible_v<FunctionRef<int(int)>, std::string (*)(int)>);
}
