#pragma once
// The bodies of percent_format.hpp.

#include <ganymede/text/jinja/percent_format.hpp>

#include <ganymede/text/jinja/numbers.hpp>
#include <ganymede/text/jinja/printing.hpp>
#include <ganymede/text/jinja/text_format.hpp>
#include <ganymede/text/jinja/text_operations.hpp>

#include <algorithm>

namespace ganymede::inline v0::jinja {

/// Goes through a format of the kind "%-5.2f".
class PercentFormat {
 public:
  PercentFormat(Renderer& renderer, const Text& format, const Value& values)
      : renderer_(renderer), format_(format), bytes_(format.bytes()), values_(values), out_(renderer.budget()) {}

  Value run() {
    for (std::size_t begin = 0; begin < bytes_.size();) {
      const std::size_t mark = std::min(bytes_.find('%', begin), bytes_.size());
      out_.append(format_, begin, mark);
      if (mark == bytes_.size()) break;
      at_ = mark + 1;
      conversion();
      begin = at_;
    }
    const bool is_mapping = values_.dict() != nullptr || values_.is_list() || values_.is<Undefined>();
    if (!is_mapping && (values_.is_tuple() ? used_ < values_.sequence()->items.size() : used_ == 0))
      fail("not all arguments converted during string formatting");
    return {out_.take()};
  }

 private:
  const Value& next() {
    if (!values_.is_tuple()) {
      if (used_++ != 0) fail("not enough arguments for format string");
      return values_;
    }
    if (used_ == values_.sequence()->items.size()) fail("not enough arguments for format string");
    return values_.sequence()->items[used_++];
  }

  char take() {
    if (at_ >= bytes_.size()) fail("incomplete format");
    return bytes_[at_++];
  }
  char here() const { return at_ < bytes_.size() ? bytes_[at_] : '\0'; }

  std::int64_t number() {
    if (here() == '*') {
      ++at_;
      const Value& given = next();
      if (!given.is<std::int64_t>()) fail("* wants int");
      return *given.integer();
    }
    std::int64_t value = 0;
    while (here() >= '0' && here() <= '9') {
      value = value * 10 + (take() - '0');
      if (value > 1'000'000'000) fail("width too big");
    }
    return value;
  }

  void conversion() {
    const Value* named = nullptr;
    if (here() == '(') {
      const std::size_t end = bytes_.find(')', at_);
      if (end == bytes_.npos) fail("incomplete format key");
      if (values_.dict() == nullptr) fail("format requires a mapping");
      named = values_.dict()->find(std::string_view(bytes_).substr(at_ + 1, end - at_ - 1));
      if (named == nullptr) fail("no such key: '" + bytes_.substr(at_ + 1, end - at_ - 1) + "'");
      at_ = end + 1;
    }
    FormatSpecification as;
    bool zero = false;
    for (; here() != '\0' && std::string_view("#0- +").find(here()) != std::string_view::npos; ++at_) {
      if (here() == '#') as.alternate = true;
      if (here() == '0') zero = true;
      if (here() == '-') as.align = '<';
      if (here() == '+' || (here() == ' ' && as.sign == '-')) as.sign = here();
    }
    std::int64_t width = number();
    if (width < 0) {
      as.align = '<';
      width = -width;
    }
    as.width = static_cast<std::size_t>(width);
    if (here() == '.') {
      ++at_;
      as.precision = std::max<std::int64_t>(number(), 0);
    }
    while (here() == 'h' || here() == 'l' || here() == 'L') ++at_;
    as.type = take();
    if (as.type == '%') return out_.append("%");
    value(named != nullptr ? *named : next(), as, zero);
  }

  void value(const Value& value, FormatSpecification as, bool zero) {
    if (as.align == '\0') as.align = '>';
    if (as.type == 's') return format_text(renderer_, out_, *renderer_.to_text(value), as);
    if (as.type == 'r' || as.type == 'a') {
      TextBuilder spelled(renderer_.budget());
      print_repr(renderer_, spelled, value);
      return format_text(renderer_, out_, *spelled.take(), as);
    }
    if (as.type == 'c') {
      if (value.is_text() && value.text().length() == 1) return format_text(renderer_, out_, value.text(), as);
      if (!value.is<std::int64_t>() || *value.integer() < 0 || *value.integer() > 0x10FFFF) fail("%c requires int or char");
      std::string character;
      append_utf8(character, static_cast<char32_t>(*value.integer()));
      return format_text(renderer_, out_, renderer_.text(character).text(), as);
    }
    if (std::string_view("diuoxXeEfFgG").find(as.type) == std::string_view::npos)
      fail(std::string("unsupported format character '") + as.type + "'");
    require_defined(value);
    if (value.integer() == nullptr && !value.is<double>())
      fail(std::string("%") + as.type + " format: a real number is required, not " + std::string(type_name(value)));
    const bool is_whole = std::string_view("diuoxX").find(as.type) != std::string_view::npos;
    if (zero && as.align == '>') {
      as.align = '=';
      as.fill = "0";
    }
    if (!is_whole) return format_number(renderer_, out_, value, as);
    if (value.is<double>() && (as.type == 'o' || as.type == 'x' || as.type == 'X')) fail("an integer is required, not float");
    if (as.type == 'i' || as.type == 'u') as.type = 'd';
    const std::int64_t whole_value = value.is<double>() ? whole(*value.get<double>()) : *value.integer();
    if (as.precision > 0) {  // so many digits at least
      FormatSpecification digits{.fill = "0", .align = '=', .sign = as.sign, .alternate = as.alternate, .type = as.type};
      digits.width =
          static_cast<std::size_t>(as.precision) + (whole_value < 0 || as.sign != '-' ? 1 : 0) + (as.alternate && as.type != 'd' ? 2 : 0);
      TextBuilder spelled(renderer_.budget());
      format_number(renderer_, spelled, {whole_value}, digits);
      as.precision = -1;
      as.fill = " ";
      if (as.align == '=') as.align = '>';
      return format_text(renderer_, out_, *spelled.take(), as);
    }
    as.precision = -1;
    format_number(renderer_, out_, {whole_value}, as);
  }

  Renderer& renderer_;
  const Text& format_;
  const std::string& bytes_;
  const Value& values_;
  TextBuilder out_;
  std::size_t at_ = 0, used_ = 0;
};

GANYMEDE_ONCE Value format_percent(Renderer& renderer, const Text& format, const Value& values) {
  return PercentFormat(renderer, format, values).run();
}

}  // namespace ganymede::inline v0::jinja
