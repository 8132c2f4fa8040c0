#pragma once
// Where a JSON value comes from: what the parser reports, put together strictly.

#include <ganymede/core/error.hpp>
#include <ganymede/io/json_events.hpp>
#include <ganymede/io/json_value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

/// How deep arrays and objects may nest.
inline constexpr std::size_t json_depth_limit = 256;

/// Builds the value that the parser reports piece by piece; the strictness lies here. `non_finite`: the numbers that stand in place of
/// others, by their places in the row of the text's numbers.
class JsonBuilder final : public JsonEvents {
 public:
  explicit JsonBuilder(std::string_view file, std::vector<std::pair<std::size_t, double>> non_finite = {})
      : file_(file), non_finite_(std::move(non_finite)) {}
  Json take() { return std::move(root_); }

  void null() override { place(nullptr); }
  void boolean(bool value) override { place(value); }
  void number_integer(std::int64_t value) override { place_number(value); }
  void number_unsigned(std::uint64_t value) override { place_number(value); }
  void number_float(double value) override { place_number(value); }
  void string(std::string& value) override { place(std::move(value)); }
  void start_object() override { open(Json::object()); }
  void start_array() override { open(Json::array()); }
  void end_object() override { stack_.pop_back(); }
  void end_array() override { stack_.pop_back(); }
  void key(std::string& name) override {
    const auto [at, fresh] = stack_.back()->get_ref<Json::object_t&>().try_emplace(name);
    if (!fresh) throw FormatError{{.problem = "key stands twice in a JSON object", .file = file_, .key = name}};
    member_ = &at->second;
  }

 private:
  Json& place(Json value) {
    if (stack_.empty()) return root_ = std::move(value);
    if (stack_.back()->is_array()) return stack_.back()->emplace_back(std::move(value));
    return *member_ = std::move(value);
  }
  void place_number(Json value) {
    const bool other = next_ < non_finite_.size() && non_finite_[next_].first == numbers_;
    ++numbers_;
    place(other ? Json(non_finite_[next_++].second) : std::move(value));
  }
  void open(Json container) {
    if (stack_.size() == json_depth_limit)
      throw FormatError{{.problem = "JSON is nested deeper than " + std::to_string(json_depth_limit) + " levels", .file = file_}};
    stack_.push_back(&place(std::move(container)));
  }

  std::string file_;
  std::vector<std::pair<std::size_t, double>> non_finite_;
  std::size_t numbers_ = 0, next_ = 0;  // numbers seen; which of non_finite_ comes next
  Json root_;
  std::vector<Json*> stack_;  // an open container does not move: only the innermost one grows
  Json* member_ = nullptr;    // where the value after a key goes
};

}  // namespace ganymede::inline v0::detail
