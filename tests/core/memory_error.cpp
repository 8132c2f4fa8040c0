#include <ganymede/core/memory_error.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ganymede;

TEST_CASE("an error about memory says for what, and how much where that is known") {
  CHECK(std::string(MemoryError("packed weights", 1024).what()) == "out of memory: 1024 bytes for packed weights");
  CHECK(std::string(MemoryError("loading model.gguf").what()) == "out of memory: loading model.gguf");
  CHECK(MemoryError("x", 7).bytes() == 7);
  CHECK(std::string(MemoryError(std::string(1000, 'x')).what()).size() < 200);
}

TEST_CASE("what an allocation throws is given its purpose, once") {
  CHECK_THROWS_WITH_AS(with_memory_for("reading a list", []() -> int { throw std::bad_alloc(); }), "out of memory: reading a list",
                       MemoryError);
  CHECK_THROWS_WITH_AS(with_memory_for("outer", []() -> int { throw MemoryError("inner", 5); }), "out of memory: 5 bytes for inner",
                       std::bad_alloc);
  CHECK(with_memory_for("nothing", [] { return 3; }) == 3);
}
