#include <ganymede/core/error.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

using namespace ganymede;

TEST_CASE("error: the message has the parts that are known, in order") {
  const auto what = [](ErrorDetails details) { return std::string(Error(std::move(details)).what()); };
  CHECK(what({.problem = "tensor is missing"}) == "tensor is missing");
  CHECK(what({.problem = "tensor is missing", .file = "m.gguf", .key = "w"}) == "m.gguf: w: tensor is missing");
  CHECK(what({.problem = "wrong shape", .key = "w", .expected = "[2]", .found = "[3]"}) == "w: wrong shape (expected [2], found [3])");
  CHECK(what({.problem = "wrong", .expected = "2"}) == "wrong (expected 2)");
  CHECK(what({.problem = "wrong", .found = "3"}) == "wrong (found 3)");
}

TEST_CASE("error: copies share the details and do not throw") {
  const FormatError error{{.problem = "p", .file = "f", .key = "k", .expected = "e", .found = "x"}};
  const FormatError copy = error;
  CHECK(&copy.details() == &error.details());
  CHECK(copy.details().found == "x");
  static_assert(std::is_nothrow_copy_constructible_v<FormatError>);
}

TEST_CASE("error: every kind is an Error and a std::runtime_error") {
  const auto caught = [](auto error) {
    try {
      throw error;
    } catch (const Error& base) {
      return std::string(base.what());
    }
  };
  const ErrorDetails details{.problem = "p"};
  CHECK(caught(FileError(details)) == "p");
  CHECK(caught(FormatError(details)) == "p");
  CHECK(caught(ConfigError(details)) == "p");
  CHECK(caught(TensorError(details)) == "p");
  CHECK(caught(TokenizerError(details)) == "p");
  CHECK(caught(InputError(details)) == "p");
  CHECK(caught(ContextError(details)) == "p");
  CHECK(caught(CapacityError(details)) == "p");
  static_assert(std::is_base_of_v<std::runtime_error, Error>);
}

TEST_CASE("error: names and values of files are escaped and cut in the message, and raw in the details") {
  const std::string name = "a\n\x1b[31merror: \xe2\x80\xae\xff", endless(1'000'000, 'x');
  const Error error{{.problem = "problem\n", .file = name, .key = name, .expected = name, .found = name}};
  const std::string escaped = "a\\n\\x1b[31merror: \\u202e\\xff";
  CHECK(std::string(error.what()) == escaped + ": " + escaped + ": problem\\n (expected " + escaped + ", found " + escaped + ")");
  CHECK(error.details().key == name);
  const Error longest{{.problem = endless, .file = endless, .key = endless, .expected = endless, .found = endless}};
  CHECK(std::string(longest.what()).size() < 3000);
  CHECK(longest.details().found == endless);
}
