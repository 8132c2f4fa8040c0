#include <ganymede/io/json_events.hpp>

#include <ganymede/core/error.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

namespace {

/// Writes down what it is told.
class WrittenEvents final : public ganymede::detail::JsonEvents {
 public:
  std::string text{};
  void null() override { text += "null "; }
  void boolean(bool value) override { text += value ? "true " : "false "; }
  void number_integer(std::int64_t value) override { text += "i" + std::to_string(value) + " "; }
  void number_unsigned(std::uint64_t value) override { text += "u" + std::to_string(value) + " "; }
  void number_float(double value) override { text += "f" + std::to_string(value) + " "; }
  void string(std::string& value) override { text += "'" + value + "' "; }
  void start_object() override { text += "{ "; }
  void key(std::string& name) override { text += name + ": "; }
  void end_object() override { text += "} "; }
  void start_array() override { text += "[ "; }
  void end_array() override { text += "] "; }
};

}  // namespace

TEST_CASE("json events: one by one, in the text's order") {
  WrittenEvents events;
  ganymede::detail::parse_json_events(R"({"b": [1, -2, 0.5, 1e30, true, null], "a": {"c": "\u00e9"}})", "x.json", events);
  CHECK(events.text == "{ b: [ u1 i-2 f0.500000 f1000000000000000019884624838656.000000 true null ] a: { c: 'é' } } ");
}

TEST_CASE("json events: malformed text names its file and the byte") {
  WrittenEvents events;
  const auto error = error_of<ganymede::FormatError>([&] { ganymede::detail::parse_json_events("[1, 2", "x.json", events); });
  CHECK(error.file == "x.json");
  CHECK(contains(error.problem, "malformed JSON at byte 6"));
  CHECK(events.text == "[ u1 u2 ");
}
