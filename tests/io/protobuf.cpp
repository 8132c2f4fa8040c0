#include <doctest/doctest.h>
#include <ganymede/io/protobuf.hpp>

#include "support/error_of.hpp"
#include "support/mutate.hpp"

using namespace ganymede;

namespace {

ProtobufReader reader(std::string_view bytes) { return {std::as_bytes(std::span(bytes.data(), bytes.size())), "m"}; }
std::string_view view(const char* bytes, std::size_t size) { return {bytes, size}; }

std::size_t count(ProtobufReader r) {
  std::size_t fields = 0;
  while (r.next()) ++fields;
  return fields;
}
std::string refused_message(std::string_view bytes) {
  return error_of<FormatError>([&] { (void)count(reader(bytes)); }).problem;
}

}  // namespace

TEST_CASE("fields by number and kind") {
  auto r = reader(view("\x08\x96\x01\x15\x00\x00\xC0\x3F\x1A\x02hi\x20\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x28\x01", 25));
  REQUIRE(r.next());
  CHECK(r.field() == 1);
  CHECK(r.varint("a") == 150);
  REQUIRE(r.next());
  CHECK(r.float32("b") == 1.5f);
  REQUIRE(r.next());
  CHECK(r.bytes("c") == "hi");
  REQUIRE(r.next());
  CHECK(r.int32("d") == -1);
  REQUIRE(r.next());
  CHECK(r.boolean("e"));
  CHECK_FALSE(r.next());
}

TEST_CASE("messages within messages; what is not read is skipped") {
  const std::string bytes(
      "\x0A\x02\x08\x07\x11"
      "12345678"
      "\x1D"
      "1234"
      "\x23\x08\x01\x24\x28\x05",
      24);
  CHECK(count(reader(bytes)) == 5);
  auto r = reader(bytes);
  REQUIRE(r.next());
  auto inner = r.message("inner");
  REQUIRE(inner.next());
  CHECK(inner.varint("x") == 7);
  CHECK_FALSE(inner.next());
}

TEST_CASE("malformed messages are refused") {
  CHECK(contains(refused_message("\x08"), "cut off"));
  CHECK(contains(refused_message("\x08\x80"), "cut off"));
  CHECK(contains(refused_message(view("\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 11)), "longer than 64 bits"));
  CHECK(contains(refused_message(view("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11)), "cut off"));
  CHECK(contains(refused_message("\x0A\x05"
                                 "abc"),
                 "cut off"));
  CHECK(contains(refused_message("\x0E"), "wire type"));
  CHECK(contains(refused_message("\x0C"), "not begun"));
  CHECK(contains(refused_message(view("\x00\x01", 2)), "field number"));
  CHECK(contains(refused_message("\x0B\x14"), "another group"));
  CHECK(contains(refused_message(std::string(100, '\x0B')), "too deeply"));
  CHECK(contains(error_of<FormatError>([] {
                   auto r = reader("\x08\x01");
                   r.next();
                   (void)r.bytes("name");
                 }).key,
                 "name"));
}

TEST_CASE("mutated messages are read or refused") {
  const std::string bytes(
      "\x0A\x02\x08\x07\x11"
      "12345678"
      "\x1D"
      "1234"
      "\x23\x08\x01\x24\x28\x05",
      24);
  for (std::uint64_t seed = 0; seed < mutation_count(); ++seed) {
    const std::string mutated = mutate(bytes, seed);
    std::size_t fields = 0;
    try {
      fields = count(reader(mutated));
    } catch (const FormatError&) {}
    CHECK(fields <= mutated.size());
  }
}
