#pragma once
// The bodies of ordered_json.hpp.

#include <ganymede/io/ordered_json.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json_builder.hpp>
#include <ganymede/io/json_events.hpp>
#include <ganymede/io/json_value.hpp>

#include <algorithm>
#include <unordered_set>

namespace ganymede::inline v0 {
namespace detail {

/// Builds the value that the parser reports piece by piece.
class OrderedJsonBuilder final : public JsonEvents {
 public:
  explicit OrderedJsonBuilder(std::string_view file) : file_(file) {}
  OrderedJson take() { return std::move(root_); }

  void null() override { place({}); }
  void boolean(bool value) override { place(OrderedJson(value)); }
  void number_integer(std::int64_t value) override { number(value); }
  void number_unsigned(std::uint64_t value) override { number(value); }
  void number_float(double value) override { number(value); }
  void string(std::string& value) override { place(OrderedJson(std::move(value))); }
  void start_object() override { open(OrderedJson(OrderedJson::Object())); }
  void start_array() override { open(OrderedJson(OrderedJson::Array())); }
  void end_object() override {
    stack_.pop_back();
    names_.pop_back();
  }
  void end_array() override { end_object(); }
  void key(std::string& name) override {
    if (!names_.back().insert(name).second) throw FormatError{{.problem = "key stands twice in a JSON object", .file = file_, .key = name}};
    stack_.back()->object()->push_back({name, {}});
  }

 private:
  template <class Number>
  void number(Number value) {
    OrderedJson json;
    json.value = value;
    place(std::move(json));
  }
  OrderedJson& place(OrderedJson value) {
    if (stack_.empty()) return root_ = std::move(value);
    if (OrderedJson::Array* const array = stack_.back()->array()) return array->emplace_back(std::move(value));
    return stack_.back()->object()->back().value = std::move(value);
  }
  void open(OrderedJson container) {
    if (stack_.size() == json_depth_limit)
      throw FormatError{{.problem = "JSON is nested deeper than " + std::to_string(json_depth_limit) + " levels", .file = file_}};
    stack_.push_back(&place(std::move(container)));
    names_.emplace_back();
  }

  std::string file_;
  OrderedJson root_;
  std::vector<OrderedJson*> stack_;  // an open container does not move: only the innermost one grows
  std::vector<std::unordered_set<std::string>> names_;
};

template <class Json>
auto* find_member(Json& json, std::string_view name) noexcept {
  auto* const members = json.object();
  const auto is_it = [&](const OrderedMember& member) { return member.name == name; };
  if (members == nullptr) return decltype(&members->front().value)(nullptr);
  const auto at = std::find_if(members->begin(), members->end(), is_it);
  return at == members->end() ? nullptr : &at->value;
}

}  // namespace detail

GANYMEDE_ONCE OrderedJson::OrderedJson() = default;
GANYMEDE_ONCE OrderedJson::OrderedJson(bool truth) : value(truth) {}
GANYMEDE_ONCE OrderedJson::OrderedJson(const char* text) : value(std::string(text)) {}
GANYMEDE_ONCE OrderedJson::OrderedJson(std::string_view text) : value(std::string(text)) {}
GANYMEDE_ONCE OrderedJson::OrderedJson(std::string text) : value(std::move(text)) {}
GANYMEDE_ONCE OrderedJson::OrderedJson(Array elements) : value(std::move(elements)) {}
GANYMEDE_ONCE OrderedJson::OrderedJson(Object members) : value(std::move(members)) {}
GANYMEDE_ONCE OrderedJson::OrderedJson(const OrderedJson& other) = default;
GANYMEDE_ONCE OrderedJson::OrderedJson(OrderedJson&& other) noexcept = default;
GANYMEDE_ONCE OrderedJson& OrderedJson::operator=(const OrderedJson& other) = default;
GANYMEDE_ONCE OrderedJson& OrderedJson::operator=(OrderedJson&& other) noexcept = default;
GANYMEDE_ONCE OrderedJson::~OrderedJson() = default;

GANYMEDE_ONCE OrderedJson::OrderedJson(const Json& json) {
  if (json.is_boolean()) {
    value = json.get<bool>();
  } else if (json.is_number_unsigned()) {
    value = json.get<std::uint64_t>();
  } else if (json.is_number_integer()) {
    value = json.get<std::int64_t>();
  } else if (json.is_number_float()) {
    value = json.get<double>();
  } else if (json.is_string()) {
    value = json.get_ref<const std::string&>();
  } else if (json.is_array()) {
    Array elements;
    for (const Json& element : json) elements.emplace_back(element);
    value = std::move(elements);
  } else if (json.is_object()) {
    Object members;
    for (const auto& [name, member] : json.get_ref<const Json::object_t&>()) members.push_back({name, OrderedJson(member)});
    value = std::move(members);
  }
}

GANYMEDE_ONCE const OrderedJson* OrderedJson::find(std::string_view name) const noexcept { return detail::find_member(*this, name); }
GANYMEDE_ONCE OrderedJson* OrderedJson::find(std::string_view name) noexcept { return detail::find_member(*this, name); }

GANYMEDE_ONCE void OrderedJson::set(std::string_view name, OrderedJson member) {
  if (is_null()) value = Object();
  if (object() == nullptr) throw InputError{{.problem = "only an object has members", .key = std::string(name)}};
  if (OrderedJson* const there = find(name))
    *there = std::move(member);
  else
    object()->push_back({std::string(name), std::move(member)});
}

GANYMEDE_ONCE OrderedJson parse_ordered_json(std::string_view text, std::string_view file) {
  if (const auto zero = text.find('\0'); zero != std::string_view::npos)  // the parser would take it for the end
    throw FormatError{{.problem = "malformed JSON at byte " + std::to_string(zero) + ": a zero byte", .file = std::string(file)}};
  detail::OrderedJsonBuilder builder(file);
  detail::parse_json_events(text, file, builder);
  return builder.take();
}

}  // namespace ganymede::inline v0
