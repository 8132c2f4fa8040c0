#pragma once
// Values of options, read strictly: what is not entirely a value of the kind that is asked for is wrong usage, and the option is named.

#include <CLI/CLI.hpp>

#include <ganymede/core/types.hpp>
#include <ganymede/io/adapter.hpp>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

template <class Number>
inline constexpr Number lowest = std::is_floating_point_v<Number> ? -std::numeric_limits<Number>::infinity()
                                                                  : std::numeric_limits<Number>::lowest();
template <class Number>
inline constexpr Number highest = std::is_floating_point_v<Number> ? std::numeric_limits<Number>::infinity()
                                                                   : std::numeric_limits<Number>::max();

/// "a whole number from 0 to 4096"
template <class Number>
std::string describe_range(Number least, Number most) {
  const auto write = [](Number n) {
    std::ostringstream digits;
    digits << n;
    return digits.str();
  };
  const std::string kind = std::is_floating_point_v<Number> ? "a number" : "a whole number";
  if (least == lowest<Number> && most == highest<Number>) return kind;
  if (most == highest<Number>) return kind + " of " + write(least) + " or more";
  return kind + " from " + write(least) + " to " + write(most);
}

/// The decimal number that `text` is. (CLI11's own reading takes 010 for 8 and wraps or saturates what is too large.) Throws
/// CLI::ValidationError for anything else, NaN too.
template <class Number>
Number parse_number(const std::string& option, const std::string& text, Number least = lowest<Number>, Number most = highest<Number>) {
  Number value{};
  bool right = false;
  if constexpr (std::is_floating_point_v<Number>) {
    char* end = nullptr;
    value = static_cast<Number>(std::strtod(text.c_str(), &end));
    right = !text.empty() && std::string_view("+-.0123456789infINF").find(text.front()) != std::string_view::npos &&
            text.find_first_of("xX") == std::string::npos && *end == '\0';
  } else {
    const char* const begin = text.c_str() + (text.starts_with('+') ? 1 : 0);
    const char* const last = text.c_str() + text.size();
    const auto [end, error] = std::from_chars(begin, last, value);
    right = error == std::errc() && end == last;
  }
  if (!right || !(value >= least && value <= most))
    throw CLI::ValidationError(option, "expected " + describe_range(least, most) + ", found \"" + text + '"');
  return value;
}

template <class Value>
struct NumberOf : std::type_identity<Value> {};
template <class Value>
struct NumberOf<std::optional<Value>> : std::type_identity<Value> {};

/// An option that takes a number of that range; `value` is a number or an optional one, and keeps what it has where none is given.
template <class Value, class Number = typename NumberOf<Value>::type>
CLI::Option* add_number(CLI::App& app, const std::string& name, Value& value, const std::string& description,
                        std::type_identity_t<Number> least = lowest<Number>, std::type_identity_t<Number> most = highest<Number>) {
  const auto take = [&value, name, least, most](const std::string& text) { value = parse_number<Number>(name, text, least, most); };
  return app.add_option_function<std::string>(name, take, description)->type_name(std::is_floating_point_v<Number> ? "FLOAT" : "INT");
}

/// An option that takes token ids, 1,2,3: no gaps, no white space.
inline CLI::Option* add_ids(CLI::App& app, const std::string& name, std::vector<ganymede::TokenId>& ids, const std::string& description) {
  const auto take = [&ids, name](const std::string& list) {
    ids.clear();
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
      end = list.find(',', begin);
      const std::string part = list.substr(begin, end == std::string::npos ? end : end - begin);
      ids.push_back(parse_number<ganymede::TokenId>(name, part, 0));
    }
  };
  return app.add_option_function<std::string>(name, take, description)->type_name("INT,INT,...");
}

/// An option that takes a path. An empty one is that of a variable that was never set, and not "left out".
inline CLI::Option* add_path(CLI::App& app, const std::string& name, std::string& path, const std::string& description) {
  const auto take = [&path, name](const std::string& given) {
    if (given.empty()) throw CLI::ValidationError(name, "the path is empty");
    path = given;
  };
  return app.add_option_function<std::string>(name, take, description)->type_name("PATH");
}

/// PATH, or PATH=SCALE where no file is called so.
inline ganymede::Adapter parse_adapter(const std::string& option, const std::string& text) {
  std::error_code ignored;
  const std::size_t at = text.rfind('=');
  ganymede::Adapter adapter{.path = text};
  if (at != text.npos && !std::filesystem::exists(text, ignored)) {
    const char* const end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data() + at + 1, end, adapter.scale);
    if (error != std::errc() || read != end) throw CLI::ValidationError(option, "no number after = in " + text);
    adapter.path = text.substr(0, at);
  }
  return adapter;
}
