#pragma once
// The bodies of calculator.hpp.

#include <ganymede/app/calculator.hpp>

#include <ganymede/core/error.hpp>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <numbers>
#include <numeric>
#include <span>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

struct CalculatorFunction {
  std::string_view name;
  double (*of)(double);
};
inline constexpr std::array<CalculatorFunction, 24> calculator_functions{{
    {"abs", [](double x) { return std::fabs(x); }},
    {"sqrt", [](double x) { return std::sqrt(x); }},
    {"cbrt", [](double x) { return std::cbrt(x); }},
    {"exp", [](double x) { return std::exp(x); }},
    {"ln", [](double x) { return std::log(x); }},
    {"log", [](double x) { return std::log10(x); }},
    {"log2", [](double x) { return std::log2(x); }},
    {"log10", [](double x) { return std::log10(x); }},
    {"sin", [](double x) { return std::sin(x); }},
    {"cos", [](double x) { return std::cos(x); }},
    {"tan", [](double x) { return std::tan(x); }},
    {"asin", [](double x) { return std::asin(x); }},
    {"acos", [](double x) { return std::acos(x); }},
    {"atan", [](double x) { return std::atan(x); }},
    {"sinh", [](double x) { return std::sinh(x); }},
    {"cosh", [](double x) { return std::cosh(x); }},
    {"tanh", [](double x) { return std::tanh(x); }},
    {"floor", [](double x) { return std::floor(x); }},
    {"ceil", [](double x) { return std::ceil(x); }},
    {"round", [](double x) { return std::round(x); }},
    {"trunc", [](double x) { return std::trunc(x); }},
    {"int", [](double x) { return std::trunc(x); }},
    {"radians", [](double x) { return x * std::numbers::pi / 180; }},
    {"degrees", [](double x) { return x * 180 / std::numbers::pi; }},
}};

/// The remainder as Python has it: with the sign of the divisor.
inline double calculator_remainder(double a, double b) {
  const double rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

/// Reads and computes at once, by recursive descent; sums > products > signs > powers > what may stand behind a value.
class Calculator {
 public:
  explicit Calculator(std::string text) : text_(std::move(text)) {}

  double value() {
    const double value = sum();
    if (!at_end()) wrong("an end");
    if (!std::isfinite(value)) throw InputError{{.problem = "the expression has no finite value", .found = text_}};
    return value;
  }

 private:
  static constexpr int most_depth = 100;

  [[noreturn]] void wrong(const char* expected) const {
    throw InputError{
        {.problem = "no expression of arithmetic", .expected = expected, .found = at_ < text_.size() ? text_.substr(at_, 40) : "its end"}};
  }
  bool at_end() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ == text_.size();
  }
  bool take(std::string_view mark) {
    if (at_end() || !std::string_view(text_).substr(at_).starts_with(mark)) return false;
    at_ += mark.size();
    return true;
  }
  std::string word() {
    std::size_t end = at_;
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '_')) ++end;
    return text_.substr(at_, end - at_);
  }
  bool take_word(std::string_view wanted) {
    if (at_end() || word() != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  double sum() {
    if (++depth_ > most_depth) wrong("fewer brackets in each other");
    double value = product();
    for (;;)
      if (take("+"))
        value += product();
      else if (take("-"))
        value -= product();
      else
        break;
    --depth_;
    return value;
  }
  double product() {
    double value = sign();
    for (;;)
      if (take("//"))
        value = std::floor(value / divisor());
      else if (take("*"))
        value *= sign();
      else if (take("/"))
        value /= divisor();
      else if (take_word("of") || take_word("x"))
        value *= sign();
      else if (take_word("mod"))
        value = calculator_remainder(value, divisor());
      else if (take("%"))
        value = begins_value() ? calculator_remainder(value, divisor()) : value / 100;
      else
        return value;
  }
  double divisor() {
    const double value = sign();
    if (value == 0) throw InputError{{.problem = "division by zero", .found = text_}};
    return value;
  }
  /// Whether a value follows, so that % is no percent sign.
  bool begins_value() {
    if (at_end()) return false;
    const char c = text_[at_];
    return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '(' ||
           (std::isalpha(static_cast<unsigned char>(c)) != 0 && word() != "of" && word() != "mod" && word() != "x");
  }
  double sign() {
    bool negative = false;
    for (;;)
      if (take("-"))
        negative = !negative;
      else if (!take("+"))
        break;
    const double value = power();
    return negative ? -value : value;
  }
  double power() {
    if (++depth_ > most_depth) wrong("fewer powers of powers");
    double value = factorial();
    if (take("**") || take("^")) value = std::pow(value, sign());
    --depth_;
    return value;
  }
  double factorial() {
    double value = atom();
    while (!std::string_view(text_).substr(at_).starts_with("!=") && take("!")) {
      if (value < 0 || value != std::floor(value)) wrong("a whole number before !");
      value = value > 170 ? HUGE_VAL : std::round(std::tgamma(value + 1));
    }
    return value;
  }
  double atom() {
    if (at_end()) wrong("a value");
    if (take("(")) {
      const double value = sum();
      if (!take(")")) wrong(")");
      return value;
    }
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (std::isdigit(c) != 0 || c == '.') return number();
    if (std::isalpha(c) != 0) return named();
    wrong("a number, a function or a bracket");
  }
  double number() {
    // 1,000,000: commas in front of three digits belong to a number, but for those between a function's arguments.
    std::string digits;
    std::size_t end = at_;
    const auto digit = [&](std::size_t i) { return i < text_.size() && std::isdigit(static_cast<unsigned char>(text_[i])) != 0; };
    for (;; ++end) {
      if (digit(end))
        digits += text_[end];
      else if (!(arguments_ == 0 && end > at_ && end < text_.size() && text_[end] == ',' && digit(end + 1) && digit(end + 2) &&
                 digit(end + 3) && !digit(end + 4)))
        break;
    }
    if (end < text_.size() && text_[end] == '.') do
        digits += text_[end++];
      while (digit(end));
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      std::size_t exponent = end + 1;
      if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
      if (digit(exponent)) {
        digits += 'e';
        if (text_[end + 1] == '-') digits += '-';
        for (end = exponent; digit(end); ++end) digits += text_[end];
      }
    }
    double value = 0;
    const auto [read, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || read != digits.data() + digits.size()) wrong("a number");
    at_ = end;
    return value;
  }
  double named() {
    const std::size_t begin = at_;
    std::string name = word();
    at_ += name.size();
    if (name == "math" && take(".")) {
      name = word();
      at_ += name.size();
    }
    if (name == "pi" || name == "PI") return std::numbers::pi;
    if (name == "tau") return 2 * std::numbers::pi;
    if (name == "e" || name == "E") return std::numbers::e;
    if (!take("(")) {
      at_ = begin;
      wrong("a known name");
    }
    std::vector<double> values;
    ++arguments_;
    do values.push_back(sum());
    while (take(","));
    --arguments_;
    if (!take(")")) wrong(")");
    return call(name, values, begin);
  }
  double call(const std::string& name, std::span<const double> values, std::size_t begin) {
    if (values.size() == 1)
      for (const CalculatorFunction& function : calculator_functions)
        if (function.name == name) return function.of(values[0]);
    if (name == "min" || name == "max" || name == "sum") {
      double all = values[0];
      for (const double value : values.subspan(1))
        all = name == "min" ? std::fmin(all, value) : name == "max" ? std::fmax(all, value) : all + value;
      return all;
    }
    if (values.size() == 2) {
      const double a = values[0], b = values[1];
      if (name == "pow") return std::pow(a, b);
      if (name == "log") return std::log(a) / std::log(b);
      if (name == "mod" && b != 0) return calculator_remainder(a, b);
      if (name == "round" && std::fabs(b) < 16) return std::round(a * std::pow(10, b)) / std::pow(10, b);
      if (name == "gcd" && std::fabs(a) < 9e15 && std::fabs(b) < 9e15)
        return static_cast<double>(std::gcd(static_cast<long long>(a), static_cast<long long>(b)));
    }
    at_ = begin;
    wrong("a known function and its number of values");
  }

  std::string text_;
  std::size_t at_ = 0;
  int depth_ = 0, arguments_ = 0;  // arguments_: lists of a function's values that are open
};

}  // namespace detail

GANYMEDE_ONCE double calculate(std::string_view expression) {
  std::string text(expression);
  for (const auto& [sign, plain] : {std::pair<std::string_view, std::string_view>{"\xC3\x97", "*"},
                                    {"\xC2\xB7", "*"},
                                    {"\xC3\xB7", "/"},
                                    {"\xE2\x88\x92", "-"},
                                    {"\xE2\x88\x9A", "sqrt"},
                                    {"\xCF\x80", "pi"},
                                    {"\xC2\xB2", "^2"},
                                    {"\xC2\xB3", "^3"}})
    for (std::size_t at = text.find(sign); at != std::string::npos; at = text.find(sign, at + plain.size()))
      text.replace(at, sign.size(), plain);
  return detail::Calculator(std::move(text)).value();
}

GANYMEDE_ONCE std::string number_text(double value) {
  char digits[64];
  const bool whole = std::fabs(value) < 1e15 && value == std::floor(value);
  std::snprintf(digits, sizeof digits, whole ? "%.0f" : "%.12g", value == 0 ? 0 : value);
  return digits;
}

}  // namespace ganymede::inline v0
