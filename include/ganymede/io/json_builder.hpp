#pragma once
// Where a JSON value comes from: what the parser reports, put together strictly.

#include <ganymede/core/error.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

/// How deep arrays and objects may nest.
inline constexpr std::size_t json_depth_limit = 256;

/// Builds the value that the parser reports piece by piece; the strictness lies here.
class JsonBuilder final : public nlohmann::json_sax<Json> {
 public:
  explicit JsonBuilder(std::string_view file, std::vector<std::pair<std::size_t, double>> non_finite = {})
      : file_(file), non_finite_(std::move(non_finite)) {}
  Json take() { return std::move(root_); }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put_number(value); }
  bool number_unsigned(number_unsigned_t value) override { return put_number(value); }
  bool number_float(number_float_t value, const string_t&) override { return put_number(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // not in JSON text
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    const auto [at, fresh] = stack_.back()->get_ref<Json::object_t&>().try_emplace(name);
    if (!fresh) throw FormatError{{.problem = "key stands twice in a JSON object", .file = file_, .key = name}};
    member_ = &at->second;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    std::string_view reason = error.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    if (const auto end = reason.find("] "); end != std::string_view::npos) reason.remove_prefix(end + 2);
    throw FormatError{{.problem = "malformed JSON at byte " + std::to_string(position) + ": " + std::string(reason), .file = file_}};
  }

 private:
  template <class Value>
  Json& place(Value&& value) {
    if (stack_.empty()) return root_ = std::forward<Value>(value);
    if (stack_.back()->is_array()) return stack_.back()->get_ref<Json::array_t&>().emplace_back(std::forward<Value>(value));
    return *member_ = std::forward<Value>(value);
  }
  template <class Value>
  bool put(Value&& value) {
    place(std::forward<Value>(value));
    return true;
  }
  template <class Number>
  bool put_number(Number value) {
    if (next_ == non_finite_.size() || non_finite_[next_].first != numbers_++) return put(value);
    return put(non_finite_[next_++].second);
  }
  bool open(Json container) {
    if (stack_.size() == json_depth_limit)
      throw FormatError{{.problem = "JSON is nested deeper than " + std::to_string(json_depth_limit) + " levels", .file = file_}};
    stack_.push_back(&place(std::move(container)));
    return true;
  }
  bool close() {
    stack_.pop_back();
    return true;
  }

  std::string file_;
  std::vector<std::pair<std::size_t, double>> non_finite_;
  std::size_t numbers_ = 0, next_ = 0;  // numbers seen; which of non_finite_ comes next
  Json root_;
  std::vector<Json*> stack_;  // an open container does not move: only the innermost one grows
  Json* member_ = nullptr;    // where the value after a key goes
};

}  // namespace ganymede::inline v0::detail
