#pragma once
// Strict JSON: one value, valid UTF-8 (a byte order mark may stand before it), no key twice in an object, at most 256 levels deep. Beyond
// the standard, parse_json() takes NaN, Infinity and -Infinity, as Python's json writes and reads them.

#include <ganymede/core/error.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/split.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

using Json = nlohmann::json;

namespace detail {

/// How deep arrays and objects may nest.
inline constexpr std::size_t json_depth_limit = 256;

/// Reports the values of `text` one by one. All who read JSON take the parser from here, by the base class: it is compiled once.
inline void parse_json_events(std::string_view text, nlohmann::json_sax<Json>& events) {
  const KnownFloatingPoint scope;  // how 1e-5 rounds
  Json::sax_parse(text.begin(), text.end(), &events);
}

/// The numbers that JSON has no spelling for, by their places in the row of a text's numbers.
struct NonFiniteNumbers {
  std::string text{};  ///< with zeros in their places, of the same length, so that byte offsets stay; empty where there are none
  std::vector<std::pair<std::size_t, double>> values{};
};

/// Looks for NaN, Infinity and -Infinity outside of strings.
inline NonFiniteNumbers find_non_finite(std::string_view text) {
  NonFiniteNumbers found;
  if (text.find("NaN") == text.npos && text.find("Infinity") == text.npos) return found;
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  static constexpr std::pair<std::string_view, double> spellings[] = {
      {"NaN", std::numeric_limits<double>::quiet_NaN()}, {"Infinity", infinity}, {"-Infinity", -infinity}};
  static constexpr std::string_view in_words = "+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      while (++i < text.size() && text[i] != '"') i += text[i] == '\\' ? 1 : 0;
      continue;
    }
    const std::string_view word = text.substr(i, std::min(text.find_first_not_of(in_words, i), text.size()) - i);
    if (word.empty()) continue;
    const auto* const known = std::find_if(std::begin(spellings), std::end(spellings), [&](const auto& s) { return s.first == word; });
    if (known != std::end(spellings)) {
      if (found.text.empty()) found.text = text;
      found.text.replace(i, word.size(), word.size(), ' ')[i] = '0';
      found.values.emplace_back(numbers, known->second);
    }
    if (known != std::end(spellings) || word.front() == '-' || (word.front() >= '0' && word.front() <= '9')) ++numbers;
    i += word.size() - 1;
  }
  return found;
}

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

}  // namespace detail

/// The value of `text`; `file` names it in errors. FormatError with the byte offset for anything but exactly one valid value.
GANYMEDE_ONCE Json parse_json(std::string_view text, std::string_view file);

/// The same for a file. FileError where it cannot be read.
inline Json read_json(const std::filesystem::path& path) {
  const MappedFile file{path};
  return parse_json(file.text(), path.string());
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/json.ipp>
#endif
