#pragma once
// The bodies of json_value.hpp.

#include <ganymede/io/json_value.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json_writer.hpp>

#include <algorithm>
#include <ostream>
#include <span>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Json::Json(const Json& other) = default;
GANYMEDE_ONCE Json::Json(Json&& other) noexcept : value_(std::move(other.value_)) { other.value_.emplace<std::monostate>(); }
GANYMEDE_ONCE Json& Json::operator=(const Json& other) { return *this = Json(other); }  // which may be part of this
GANYMEDE_ONCE Json& Json::operator=(Json&& other) noexcept {
  decltype(value_) taken = std::move(other.value_);
  other.value_.emplace<std::monostate>();
  value_ = std::move(taken);
  return *this;
}
GANYMEDE_ONCE Json::~Json() = default;

GANYMEDE_ONCE Json::Json(const char* text) : value_(std::in_place_type<std::string>, text) {}
GANYMEDE_ONCE Json::Json(std::string_view text) : value_(std::in_place_type<std::string>, text) {}
GANYMEDE_ONCE Json::Json(std::string text) noexcept : value_(std::move(text)) {}
GANYMEDE_ONCE Json::Json(array_t values) noexcept : value_(std::move(values)) {}
GANYMEDE_ONCE Json::Json(object_t members) noexcept : value_(std::move(members)) {}

GANYMEDE_ONCE Json::Json(std::initializer_list<Json> values) {
  const bool pairs = std::all_of(values.begin(), values.end(),
                                 [](const Json& value) { return value.is_array() && value.size() == 2 && value.element(0).is_string(); });
  *this = pairs ? object(values) : array(values);
}

GANYMEDE_ONCE Json Json::array(std::initializer_list<Json> values) { return array_t(values); }

GANYMEDE_ONCE Json Json::object(std::initializer_list<Json> pairs) {
  object_t members;
  for (const Json& pair : pairs) members.try_emplace(pair.at(0).held<std::string>(), pair.at(1));
  return members;
}

GANYMEDE_ONCE std::string Json::dump() const {
  std::string out;
  detail::append_json(out, *this);
  return out;
}

GANYMEDE_ONCE std::ostream& operator<<(std::ostream& out, const Json& json) { return out << json.dump(); }

GANYMEDE_ONCE const char* Json::type_name() const noexcept {
  static constexpr const char* names[] = {"null", "boolean", "number", "number", "number", "string", "array", "object"};
  return names[value_.index()];
}

template <class T>
const T& Json::held() const {
  if (const T* value = std::get_if<T>(&value_)) return *value;
  wrong_kind(std::same_as<T, std::string> ? "a string"
             : std::same_as<T, array_t>   ? "an array"
             : std::same_as<T, object_t>  ? "an object"
             : std::same_as<T, bool>      ? "true or false"
                                          : "a number of its own kind");
}
#if GANYMEDE_SEPARATE
template const bool& Json::held() const;
template const std::int64_t& Json::held() const;
template const std::uint64_t& Json::held() const;
template const double& Json::held() const;
template const std::string& Json::held() const;
template const Json::array_t& Json::held() const;
template const Json::object_t& Json::held() const;
#endif

GANYMEDE_ONCE void Json::wrong_kind(const char* expected) const {
  throw FormatError{{.problem = "a JSON value is of another kind", .expected = expected, .found = type_name()}};
}

GANYMEDE_ONCE std::size_t Json::size() const noexcept {
  if (const auto* array = std::get_if<array_t>(&value_)) return array->size();
  if (const auto* object = std::get_if<object_t>(&value_)) return object->size();
  return is_null() ? 0 : 1;
}

GANYMEDE_ONCE Json& Json::operator[](std::string_view key) {
  if (is_null()) value_.emplace<object_t>();
  auto& members = get_ref<object_t&>();
  const auto found = members.find(key);
  return found != members.end() ? found->second : members.try_emplace(std::string(key)).first->second;
}

GANYMEDE_ONCE const Json& Json::at(std::string_view key) const {
  const auto& members = held<object_t>();
  const auto found = members.find(key);
  if (found == members.end()) throw FormatError{{.problem = "a JSON object lacks a key", .key = std::string(key)}};
  return found->second;
}
GANYMEDE_ONCE Json& Json::at(std::string_view key) { return const_cast<Json&>(std::as_const(*this).at(key)); }

GANYMEDE_ONCE bool Json::contains(std::string_view key) const noexcept {
  const auto* const members = std::get_if<object_t>(&value_);
  return members != nullptr && members->find(key) != members->end();
}

GANYMEDE_ONCE std::string Json::value(std::string_view key, const char* otherwise) const {
  return contains(key) ? at(key).held<std::string>() : otherwise;
}

GANYMEDE_ONCE const Json& Json::element(std::size_t i) const {
  const auto& values = held<array_t>();
  if (i >= values.size())
    throw FormatError{{.problem = "a JSON array has no such element",
                       .expected = "less than " + std::to_string(values.size()),
                       .found = std::to_string(i)}};
  return values[i];
}
GANYMEDE_ONCE Json& Json::element(std::size_t i) { return const_cast<Json&>(std::as_const(*this).element(i)); }

GANYMEDE_ONCE void Json::push_back(Json value) {
  if (is_null()) value_.emplace<array_t>();
  get_ref<array_t&>().push_back(std::move(value));
}

GANYMEDE_ONCE void Json::insert(std::size_t i, Json value) {
  auto& values = get_ref<array_t&>();
  values.insert(values.begin() + static_cast<std::ptrdiff_t>(std::min(i, values.size())), std::move(value));
}

GANYMEDE_ONCE void Json::update(const Json& object) {
  if (is_null()) value_.emplace<object_t>();
  auto& members = get_ref<object_t&>();
  for (const auto& [key, value] : object_t(object.held<object_t>())) members.insert_or_assign(key, value);  // a copy: it may be this
}

GANYMEDE_ONCE std::size_t Json::erase(std::string_view key) {
  auto& members = get_ref<object_t&>();
  const auto found = members.find(key);
  if (found == members.end()) return 0;
  members.erase(found);
  return 1;
}

GANYMEDE_ONCE Json::iterator Json::erase(const iterator& at) {
  if (at.in_object()) return iterator(get_ref<object_t&>().erase(at.member()));
  auto& values = get_ref<array_t&>();
  const std::ptrdiff_t i = &*at - values.data();
  values.erase(values.begin() + i);
  return iterator(values.data() + i);
}

GANYMEDE_ONCE void Json::erase(std::size_t i) {
  const Json& gone = element(i);
  auto& values = get_ref<array_t&>();
  values.erase(values.begin() + (&gone - values.data()));
}

GANYMEDE_ONCE void Json::clear() {
  if (is_array())
    value_.emplace<array_t>();
  else if (is_object())
    value_.emplace<object_t>();
  else
    value_.emplace<std::monostate>();
}

namespace detail {

/// The elements of `json`, or itself.
template <class Value, class Array>
std::span<Value> json_elements(Value& json, Array* array) {
  if (array != nullptr) return *array;
  return {&json, json.size()};
}

}  // namespace detail

GANYMEDE_ONCE Json::const_iterator Json::begin() const {
  if (const auto* object = std::get_if<object_t>(&value_)) return const_iterator(object->begin());
  return const_iterator(detail::json_elements(*this, std::get_if<array_t>(&value_)).data());
}
GANYMEDE_ONCE Json::const_iterator Json::end() const {
  if (const auto* object = std::get_if<object_t>(&value_)) return const_iterator(object->end());
  const auto elements = detail::json_elements(*this, std::get_if<array_t>(&value_));
  return const_iterator(elements.data() + elements.size());
}
GANYMEDE_ONCE Json::iterator Json::begin() {
  if (auto* object = std::get_if<object_t>(&value_)) return iterator(object->begin());
  return iterator(detail::json_elements(*this, std::get_if<array_t>(&value_)).data());
}
GANYMEDE_ONCE Json::iterator Json::end() {
  if (auto* object = std::get_if<object_t>(&value_)) return iterator(object->end());
  const auto elements = detail::json_elements(*this, std::get_if<array_t>(&value_));
  return iterator(elements.data() + elements.size());
}

GANYMEDE_ONCE Json::iterator Json::find(std::string_view key) {
  auto* const members = std::get_if<object_t>(&value_);
  return members == nullptr ? end() : iterator(members->find(key));
}
GANYMEDE_ONCE Json::const_iterator Json::find(std::string_view key) const {
  const auto* const members = std::get_if<object_t>(&value_);
  return members == nullptr ? end() : const_iterator(members->find(key));
}

GANYMEDE_ONCE bool Json::equals(const Json& other) const {
  if (kind() == other.kind()) return value_ == other.value_;
  if (!is_number() || !other.is_number()) return false;
  if (is_number_float() || other.is_number_float()) return number<double>() == other.number<double>();
  return is_number_unsigned() ? std::cmp_equal(held<std::uint64_t>(), other.held<std::int64_t>())
                              : std::cmp_equal(held<std::int64_t>(), other.held<std::uint64_t>());
}

}  // namespace ganymede::inline v0
