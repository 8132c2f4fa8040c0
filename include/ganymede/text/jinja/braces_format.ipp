#pragma once
// The bodies of braces_format.hpp.

#include <ganymede/text/jinja/braces_format.hpp>

#include <ganymede/text/jinja/printing.hpp>
#include <ganymede/text/jinja/text_format.hpp>
#include <ganymede/text/jinja/text_operations.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>

namespace ganymede::inline v0::jinja {

/// [[fill]align][sign][#][0][width][grouping][.precision][type]
inline FormatSpecification parse_specification(std::string_view text, bool is_number) {
  FormatSpecification out;
  const auto is_align = [](char c) { return c == '<' || c == '>' || c == '^' || c == '='; };
  std::size_t at = 0;
  const auto here = [&] { return at < text.size() ? text[at] : '\0'; };
  const auto number = [&] {
    std::int64_t value = 0;
    for (; here() >= '0' && here() <= '9'; ++at) {
      value = value * 10 + (here() - '0');
      if (value > 1'000'000'000) fail("Too many decimal digits in format string");
    }
    return value;
  };
  const std::size_t first = text.empty() ? 0 : decode_utf8(text, 0).length;
  if (first < text.size() && is_align(text[first])) {
    out.fill = text.substr(0, first);
    out.align = text[first];
    at = first + 1;
  } else if (is_align(here())) {
    out.align = text[at++];
  }
  if (here() == '+' || here() == '-' || here() == ' ') out.sign = text[at++];
  if (here() == '#') {
    out.alternate = true;
    ++at;
  }
  if (here() == '0') {
    ++at;
    if (out.align == '\0') {
      out.fill = "0";
      out.align = is_number ? '=' : '<';
    }
  }
  out.width = static_cast<std::size_t>(number());
  if (here() == ',' || here() == '_') out.grouping = text[at++];
  if (here() == '.') {
    ++at;
    if (here() < '0' || here() > '9') fail("Format specifier missing precision");
    out.precision = number();
  }
  if (at < text.size()) out.type = text[at++];
  if (at != text.size()) fail("Invalid format specifier");
  return out;
}

inline void format_value(Renderer& renderer, TextBuilder& out, const Value& value, std::string_view specification) {
  if (specification.empty()) return renderer.print(out, value);
  const bool is_number = value.integer() != nullptr || value.is<double>();
  if (!is_number && !value.is_text()) fail("unsupported format string passed to " + std::string(type_name(value)) + ".__format__");
  const FormatSpecification as = parse_specification(specification, is_number);
  if (!is_number) {
    if (as.type != 's' && as.type != '\0') fail(std::string("Unknown format code '") + as.type + "' for object of type 'str'");
    if (as.align == '=') fail("'=' alignment not allowed in string format specifier");
    return format_text(renderer, out, value.text(), as);
  }
  if (as.type == '\0' && value.is<bool>()) return format_text(renderer, out, *renderer.to_text(value), as);
  static constexpr std::string_view types = "bcdoxXneEfFgG%";
  if (as.type != '\0' && (types.find(as.type) == types.npos || as.type == 'c'))
    fail(std::string("Unknown format code '") + as.type + "' for object of type '" + std::string(type_name(value)) + "'");
  const bool is_whole =
      value.integer() != nullptr && (as.type == '\0' || std::string_view("bdoxXn").find(as.type) != std::string_view::npos);
  if (is_whole && as.precision >= 0) fail("Precision not allowed in integer format specifier");
  if (!is_whole && as.type == 'd') fail("Unknown format code 'd' for object of type 'float'");
  format_number(renderer, out, value, as);
}

/// Goes through a format of the kind "{0.name[key]!r:>5}".
class BracesFormat {
 public:
  BracesFormat(Renderer& renderer, const Arguments& arguments) : renderer_(renderer), arguments_(arguments) {}

  void run(TextBuilder& out, const Text& format, int depth) {
    if (depth == 0) fail("Max string recursion exceeded");
    const std::string& bytes = format.bytes();
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t mark = std::min(bytes.find_first_of("{}", at), bytes.size());
      out.append(format, at, mark);
      if (mark == bytes.size()) break;
      const bool doubled = mark + 1 < bytes.size() && bytes[mark + 1] == bytes[mark];
      if (doubled) {
        out.append(format, mark, mark + 1);
        at = mark + 2;
        continue;
      }
      if (bytes[mark] == '}') fail("Single '}' encountered in format string");
      std::size_t end = mark + 1;
      for (int open = 1; end < bytes.size(); ++end) {
        open += bytes[end] == '{' ? 1 : bytes[end] == '}' ? -1 : 0;
        if (open == 0) break;
      }
      if (end == bytes.size()) fail("expected '}' before end of string");
      field(out, std::string_view(bytes).substr(mark + 1, end - mark - 1), depth);
      at = end + 1;
    }
  }

 private:
  void field(TextBuilder& out, std::string_view field, int depth) {
    std::size_t end = 0;
    for (bool bracket = false; end < field.size() && (bracket || (field[end] != ':' && field[end] != '!')); ++end)
      bracket = field[end] == '[' || (bracket && field[end] != ']');
    Value value = find(field.substr(0, end));
    std::string_view rest = field.substr(end);
    if (rest.starts_with('!')) {
      if (rest.size() < 2) fail("end of string while looking for conversion specifier");
      TextBuilder spelled(renderer_.budget());
      if (rest[1] == 'r' || rest[1] == 'a')
        print_repr(renderer_, spelled, value);
      else if (rest[1] == 's')
        renderer_.print(spelled, value);
      else
        fail("Unknown conversion specifier");
      value = {spelled.take()};
      rest.remove_prefix(2);
      if (!rest.empty() && rest.front() != ':') fail("expected ':' after conversion specifier");
    }
    if (!rest.empty()) rest.remove_prefix(1);
    TextBuilder specification(renderer_.budget());
    if (!rest.empty()) run(specification, renderer_.text(rest).text(), depth - 1);
    format_value(renderer_, out, value, specification.bytes());
  }

  Value find(std::string_view path) {
    const std::size_t first_end = std::min(path.find_first_of(".["), path.size());
    const std::string first(path.substr(0, first_end));
    Value value;
    if (first.empty() || first.find_first_not_of("0123456789") == first.npos) {
      if (first.empty() ? explicit_ : next_ != 0) fail("cannot switch between manual field specification and automatic field numbering");
      explicit_ = !first.empty();
      const std::size_t i = first.empty() ? next_++ : first.size() > 6 ? arguments_.positional.size() : std::stoul(first);
      if (i >= arguments_.positional.size()) fail("Replacement index " + std::to_string(i) + " out of range for positional args tuple");
      value = arguments_.positional[i];
    } else {
      const auto named =
          std::find_if(arguments_.named.begin(), arguments_.named.end(), [&](const auto& given) { return given.first == first; });
      if (named == arguments_.named.end()) fail("no such argument: '" + first + "'");
      value = named->second;
    }
    for (path.remove_prefix(first_end); !path.empty();) {
      if (path.front() == '.') {
        const std::size_t end = std::min(path.find_first_of(".[", 1), path.size());
        if (end == 1) fail("Empty attribute in format string");
        value = renderer_.attribute(value, path.substr(1, end - 1));
        path.remove_prefix(end);
      } else {
        const std::size_t end = path.find(']');
        if (path.front() != '[' || end == path.npos) fail("Missing ']' in format string");
        const std::string key(path.substr(1, end - 1));
        const bool is_index = !key.empty() && key.find_first_not_of("0123456789") == key.npos && key.size() < 7;
        value = renderer_.item(value, is_index ? Value{static_cast<std::int64_t>(std::stol(key))} : renderer_.text(key));
        path.remove_prefix(end + 1);
      }
    }
    return value;
  }

  Renderer& renderer_;
  const Arguments& arguments_;
  std::size_t next_ = 0;
  bool explicit_ = false;
};

GANYMEDE_ONCE Value format_braces(Renderer& renderer, const Text& format, const Arguments& arguments) {
  TextBuilder out(renderer.budget());
  BracesFormat(renderer, arguments).run(out, format, 2);
  return {out.take()};
}

}  // namespace ganymede::inline v0::jinja
