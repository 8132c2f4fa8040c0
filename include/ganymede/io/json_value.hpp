#pragma once
// A JSON value. It is spelled as nlohmann_json's values are (operator[], at, value, get, items, dump, braces for arrays and objects), but
// its members are compiled once: a program that takes settings apart does not compile a JSON library in each of its sources.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/io/json_iterator.hpp>
#include <ganymede/split.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

/// Lists of what becomes a JSON value, texts and JSON values aside.
template <class T>
concept JsonList = !std::convertible_to<const T&, std::string_view> && !std::same_as<T, Json> && requires(const T& list) {
  std::begin(list) != std::end(list);
  typename T::value_type;
};

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

}  // namespace detail

/// null, a bool, a number, a string, an array or an object, whose members are in the order of their names. Numbers keep what they were made
/// of: whole and negative (or from a signed type), whole, or floating. What is asked of a value of another kind: FormatError.
class Json {
 public:
  using array_t = std::vector<Json>;
  using object_t = std::map<std::string, Json, std::less<>>;
  using string_t = std::string;
  using number_integer_t = std::int64_t;
  using number_unsigned_t = std::uint64_t;
  using number_float_t = double;
  using iterator = detail::JsonIterator<Json>;
  using const_iterator = detail::JsonIterator<const Json>;

  // Written out, and bodies elsewhere: a program makes and destroys values in many places.
  Json() noexcept {}
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  Json(std::nullptr_t) noexcept {}
  template <std::same_as<bool> T>
  Json(T value) noexcept : value_(std::in_place_type<bool>, value) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) Json(T value)
  noexcept : value_(std::in_place_type<std::conditional_t<std::signed_integral<T>, std::int64_t, std::uint64_t>>, value) {}
  template <std::floating_point T>
  Json(T value) noexcept : value_(std::in_place_type<double>, value) {}
  Json(const char* text);
  Json(std::string_view text);
  Json(std::string text) noexcept;
  Json(array_t values) noexcept;
  Json(object_t members) noexcept;
  /// An array.
  template <detail::JsonList List>
  Json(const List& list);
  /// {{"a", 1}, {"b", 2}}, pairs that begin with a string, are an object; every other list is an array. {} is null.
  Json(std::initializer_list<Json> values);
  static Json array(std::initializer_list<Json> values = {});
  static Json object(std::initializer_list<Json> pairs = {});

  /// The value of `text`, as parse_json() reads it (json.hpp, which defines it).
  static inline Json parse(std::string_view text);
  /// On one line, without spaces, bytes that are no UTF-8 as U+FFFD; numbers that JSON has no spelling for as null.
  std::string dump() const;
  friend std::ostream& operator<<(std::ostream& out, const Json& json);

  bool is_null() const noexcept { return kind() == Kind::null; }
  bool is_boolean() const noexcept { return kind() == Kind::boolean; }
  bool is_number() const noexcept { return is_number_integer() || is_number_float(); }
  bool is_number_integer() const noexcept { return kind() == Kind::integer || is_number_unsigned(); }
  bool is_number_unsigned() const noexcept { return kind() == Kind::unsigned_integer; }
  bool is_number_float() const noexcept { return kind() == Kind::floating; }
  bool is_string() const noexcept { return kind() == Kind::string; }
  bool is_array() const noexcept { return kind() == Kind::array; }
  bool is_object() const noexcept { return kind() == Kind::object; }
  bool is_structured() const noexcept { return is_array() || is_object(); }
  /// "null", "boolean", "number", "string", "array" or "object"
  const char* type_name() const noexcept;

  /// bool; any arithmetic type, of any number or bool, by static_cast; std::string; Json; std::vector and std::pair of those.
  template <class T>
  T get() const;
  /// What is held, where it is held: std::string, array_t, object_t, bool, and the types of numbers.
  template <class Reference>
  Reference get_ref() const;
  template <class Reference>
  Reference get_ref();

  /// Of an array or object; of null 0, of all else 1.
  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }

  const Json& operator[](std::string_view key) const { return at(key); }
  /// A key that is not there is added, with null; null becomes an object.
  Json& operator[](std::string_view key);
  const Json& at(std::string_view key) const;
  Json& at(std::string_view key);
  bool contains(std::string_view key) const noexcept;
  std::size_t count(std::string_view key) const noexcept { return contains(key) ? 1 : 0; }
  /// The value of `key`, or else `otherwise`.
  template <class T>
  T value(std::string_view key, const T& otherwise) const;
  std::string value(std::string_view key, const char* otherwise) const;

  template <std::integral T>
  const Json& operator[](T i) const {
    return element(static_cast<std::size_t>(i));
  }
  template <std::integral T>
  Json& operator[](T i) {
    return element(static_cast<std::size_t>(i));
  }
  template <std::integral T>
  const Json& at(T i) const {
    return element(static_cast<std::size_t>(i));
  }
  template <std::integral T>
  Json& at(T i) {
    return element(static_cast<std::size_t>(i));
  }
  const Json& front() const { return element(0); }
  const Json& back() const { return element(size() - 1); }
  Json& front() { return element(0); }
  Json& back() { return element(size() - 1); }

  /// At the end of an array; null becomes one.
  void push_back(Json value);
  template <class... Values>
  Json& emplace_back(Values&&... values) {
    push_back(Json(std::forward<Values>(values)...));
    return back();
  }
  /// In front of element i of an array, or at its end.
  void insert(std::size_t i, Json value);
  /// Another object's members, over those of the same names.
  void update(const Json& object);
  std::size_t erase(std::string_view key);
  std::size_t erase(const std::string& key) { return erase(std::string_view(key)); }
  std::size_t erase(const char* key) { return erase(std::string_view(key)); }
  iterator erase(const iterator& at);
  void erase(std::size_t i);
  void clear();

  // The elements of an array, the values of an object's members; any other value is one element, null none.
  iterator begin();
  iterator end();
  const_iterator begin() const;
  const_iterator end() const;
  const_iterator cbegin() const;
  const_iterator cend() const;
  /// The member of that name, or end().
  iterator find(std::string_view key);
  const_iterator find(std::string_view key) const;
  /// For loops over [key, value]; the keys of an array are its indices.
  detail::JsonItems<const Json> items() const;
  detail::JsonItems<Json> items();

  /// Numbers are equal where their values are.
  friend bool operator==(const Json& a, const Json& b) { return a.equals(b); }

 private:
  enum class Kind : unsigned char { null, boolean, integer, unsigned_integer, floating, string, array, object };

  Kind kind() const noexcept { return static_cast<Kind>(value_.index()); }
  bool equals(const Json& other) const;
  const Json& element(std::size_t i) const;
  Json& element(std::size_t i);
  /// The value as `T`, one of those that `value_` may hold.
  template <class T>
  const T& held() const;
  template <class T>
  T number() const;
  [[noreturn]] void wrong_kind(const char* expected) const;

  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, array_t, object_t> value_;  // in the order of Kind
};

inline Json::const_iterator Json::cbegin() const { return begin(); }
inline Json::const_iterator Json::cend() const { return end(); }
inline detail::JsonItems<const Json> Json::items() const { return detail::JsonItems<const Json>(*this); }
inline detail::JsonItems<Json> Json::items() { return detail::JsonItems<Json>(*this); }

template <detail::JsonList List>
Json::Json(const List& list) {
  array_t values;
  for (const auto& value : list) values.emplace_back(value);
  *this = Json(std::move(values));
}

template <class T>
T Json::number() const {
  if (is_number_float()) return static_cast<T>(held<double>());
  if (is_number_unsigned()) return static_cast<T>(held<std::uint64_t>());
  if (is_boolean()) return static_cast<T>(held<bool>());
  if (!is_number()) wrong_kind("a number");
  return static_cast<T>(held<std::int64_t>());
}

template <class T>
T Json::get() const {
  if constexpr (std::same_as<T, Json>) {
    return *this;
  } else if constexpr (std::same_as<T, bool> || std::same_as<T, std::string>) {
    return held<T>();
  } else if constexpr (std::is_arithmetic_v<T>) {
    return number<T>();
  } else if constexpr (detail::is_vector<T>) {
    T values;
    const array_t& array = held<array_t>();
    values.reserve(array.size());
    for (const Json& value : array) values.push_back(value.get<typename T::value_type>());
    return values;
  } else {  // std::pair
    return T(at(0).get<typename T::first_type>(), at(1).get<typename T::second_type>());
  }
}

template <class Reference>
Reference Json::get_ref() const {
  return held<std::remove_cvref_t<Reference>>();
}
template <class Reference>
Reference Json::get_ref() {
  return const_cast<std::remove_cvref_t<Reference>&>(held<std::remove_cvref_t<Reference>>());
}

template <class T>
T Json::value(std::string_view key, const T& otherwise) const {
  return contains(key) ? at(key).get<T>() : otherwise;
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/json_value.ipp>
#endif
