#pragma once
// A JSON value that keeps the order of its members: what a chat template may print again, as Python's dicts keep it. (Json, which settings
// are read with, has them in the order of their names.)

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ganymede::inline v0 {

struct OrderedMember;

/// null, a bool, a number, a string, an array or an object. Numbers are whole (negative ones std::int64_t, others std::uint64_t) or
/// floating.
struct OrderedJson {
  using Array = std::vector<OrderedJson>;
  using Object = std::vector<OrderedMember>;
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object> value;

  OrderedJson();
  OrderedJson(bool truth);
  OrderedJson(const char* text);
  OrderedJson(std::string_view text);
  OrderedJson(std::string text);
  OrderedJson(Array elements);
  OrderedJson(Object members);
  /// The same value, members in the order of their names.
  OrderedJson(const Json& json);
  OrderedJson(const OrderedJson& other);
  OrderedJson(OrderedJson&& other) noexcept;
  OrderedJson& operator=(const OrderedJson& other);
  OrderedJson& operator=(OrderedJson&& other) noexcept;
  ~OrderedJson();

  bool is_null() const noexcept { return value.index() == 0; }
  const std::string* string() const noexcept { return std::get_if<std::string>(&value); }
  const Array* array() const noexcept { return std::get_if<Array>(&value); }
  Array* array() noexcept { return std::get_if<Array>(&value); }
  const Object* object() const noexcept { return std::get_if<Object>(&value); }
  Object* object() noexcept { return std::get_if<Object>(&value); }

  /// The member of that name; none where there is none, or this is no object.
  const OrderedJson* find(std::string_view name) const noexcept;
  OrderedJson* find(std::string_view name) noexcept;
  /// A member takes another value, or is added at the end. null becomes an object; InputError where this is something else.
  void set(std::string_view name, OrderedJson member);
};

struct OrderedMember {
  std::string name;
  OrderedJson value;
};

/// The value of `text`, as strict as parse_json(): FormatError with the byte offset, `file` named, for anything else.
GANYMEDE_ONCE OrderedJson parse_ordered_json(std::string_view text, std::string_view file);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/ordered_json.ipp>
#endif
