#pragma once
// The numbers and texts of a page, as JSON that may stand inside <script type="application/json">.

#include <ganymede/inspect/characters.hpp>
#include <ganymede/inspect/numbers.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// Writes one JSON object: `data.key("tokens").strings(tokens).key("weights").numbers(weights)`, and with nested values
/// `data.key("layers").array([&] { for (...) data.object([&] { data.key("name").string(name); }); })`.
/// No text can end the script element or the string it stands in; what is not UTF-8 becomes U+FFFD.
class PageData {
 public:
  /// The key of the value that comes next. Only inside an object.
  PageData& key(std::string_view name) {
    separate();
    quote(name);
    json_ += ':';
    first_ = true;
    return *this;
  }

  PageData& string(std::string_view text) {
    separate();
    quote(text);
    return *this;
  }
  /// With `digits` significant digits; null where it is not finite.
  PageData& number(double value, int digits = 5) {
    separate();
    if (std::isfinite(value))
      detail::append_number(json_, value, digits);
    else
      json_ += "null";
    return *this;
  }
  PageData& integer(std::int64_t value) {
    separate();
    json_ += std::to_string(value);
    return *this;
  }
  PageData& boolean(bool value) {
    separate();
    json_ += value ? "true" : "false";
    return *this;
  }

  /// Arrays of these. Strings: anything that is a std::string_view; numbers: float or double; integers: any.
  template <class Strings>
  PageData& strings(const Strings& texts) {
    return array([&] {
      for (const std::string_view text : texts) string(text);
    });
  }
  template <class Numbers>
  PageData& numbers(const Numbers& values, int digits = 4) {
    return array([&] {
      for (const double value : values) number(value, digits);
    });
  }
  template <class Integers>
  PageData& integers(const Integers& values) {
    return array([&] {
      for (const auto value : values) integer(static_cast<std::int64_t>(value));
    });
  }

  /// [..] of what `write` writes, and {..} likewise.
  template <class Write>
  PageData& array(Write write) {
    return nest('[', write, ']');
  }
  template <class Write>
  PageData& object(Write write) {
    return nest('{', write, '}');
  }

  /// The whole object.
  std::string str() const { return '{' + json_ + '}'; }

 private:
  void separate() {
    if (!first_) json_ += ',';
    first_ = false;
  }

  template <class Write>
  PageData& nest(char open, Write& write, char close) {
    separate();
    json_ += open;
    first_ = true;
    write();
    json_ += close;
    first_ = false;
    return *this;
  }

  void quote(std::string_view text) {
    json_ += '"';
    detail::for_each_character(text, [this](std::string_view character, char32_t code) {
      if (code < 0x20 || code == '"' || code == '\\' || code == '<' || code == '>' || code == '&' || code == 0x2028 || code == 0x2029) {
        constexpr char digits[] = "0123456789abcdef";
        json_ += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4) json_ += digits[code >> shift & 15];
      } else {
        json_ += character;
      }
    });
    json_ += '"';
  }

  std::string json_;
  bool first_ = true;
};

}  // namespace ganymede::inline v0
