#pragma once
// The bodies of schema_value.hpp.

#include <ganymede/text/grammar/schema_value.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json_events.hpp>
#include <ganymede/text/grammar/decimal.hpp>
#include <ganymede/text/grammar/expression.hpp>

#include <algorithm>
#include <set>

namespace ganymede::inline v0::detail::grammar {

class SchemaValueBuilder final : public JsonEvents {
 public:
  explicit SchemaValueBuilder(std::string_view key) : key_(key) {}

  void null() override { add({}); }
  void boolean(bool value) override { add({.kind = SchemaValue::Kind::boolean, .truth = value}); }
  void number_integer(std::int64_t value) override { number(std::to_string(value)); }
  void number_unsigned(std::uint64_t value) override { number(std::to_string(value)); }
  void number_float(double value) override { number(std::to_string(value)); }
  void number_text(double, std::string_view text) override { number(std::string(text)); }
  void string(std::string& value) override { add({.kind = SchemaValue::Kind::string, .text = std::move(value)}); }
  void start_object() override { open(SchemaValue::Kind::object); }
  void start_array() override { open(SchemaValue::Kind::array); }
  void end_object() override { close(); }
  void end_array() override { close(); }
  void key(std::string& name) override {
    if (!keys_.back().insert(name).second)
      throw FormatError{{.problem = "a key stands twice in an object", .file = std::string(key_), .key = name}};
    open_.back()->members.emplace_back(std::move(name), SchemaValue{});
  }

  SchemaValue root{};

 private:
  void number(std::string text) { add({.kind = SchemaValue::Kind::number, .text = std::move(text)}); }
  SchemaValue& add(SchemaValue value) {
    if (open_.empty()) return root = std::move(value);
    SchemaValue& in = *open_.back();
    if (in.is(SchemaValue::Kind::object)) return in.members.back().second = std::move(value);
    return in.items.emplace_back(std::move(value));
  }
  void open(SchemaValue::Kind kind) {
    if (open_.size() >= most_levels)
      throw InputError{
          {.problem = "nested too deeply", .key = std::string(key_), .expected = std::to_string(most_levels) + " levels at most"}};
    open_.push_back(&add({.kind = kind}));
    keys_.emplace_back();
  }
  void close() {
    open_.pop_back();
    keys_.pop_back();
  }

  std::string_view key_;
  std::vector<SchemaValue*> open_;  // the innermost is the only one that grows
  std::vector<std::set<std::string>> keys_;
};

GANYMEDE_ONCE SchemaValue read_schema_value(std::string_view text, std::string_view key) {
  if (text.size() > most_bytes)
    throw InputError{{.problem = "too long",
                      .key = std::string(key),
                      .expected = "at most " + std::to_string(most_bytes) + " bytes",
                      .found = std::to_string(text.size())}};
  SchemaValueBuilder builder(key);
  parse_json_events(text, key, builder);
  return std::move(builder.root);
}

GANYMEDE_ONCE bool equal(const SchemaValue& a, const SchemaValue& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case SchemaValue::Kind::null:
      return true;
    case SchemaValue::Kind::boolean:
      return a.truth == b.truth;
    case SchemaValue::Kind::number: {
      const auto x = parse_decimal(a.text), y = parse_decimal(b.text);
      return x && y ? *x == *y : a.text == b.text;
    }
    case SchemaValue::Kind::string:
      return a.text == b.text;
    case SchemaValue::Kind::array:
      return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), equal);
    case SchemaValue::Kind::object:
      return a.members.size() == b.members.size() && std::all_of(a.members.begin(), a.members.end(), [&](const auto& member) {
               const SchemaValue* const other = b.find(member.first);
               return other != nullptr && equal(member.second, *other);
             });
  }
  return false;
}

}  // namespace ganymede::inline v0::detail::grammar
