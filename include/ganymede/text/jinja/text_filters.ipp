#pragma once
// The bodies of text_filters.hpp.

#include <ganymede/text/jinja/text_filters.hpp>

#include <ganymede/text/jinja/lexer.hpp>
#include <ganymede/text/jinja/numbers.hpp>
#include <ganymede/text/jinja/percent_format.hpp>
#include <ganymede/text/jinja/printing.hpp>
#include <ganymede/text/jinja/text_case.hpp>
#include <ganymede/text/jinja/text_format.hpp>
#include <ganymede/text/jinja/text_operations.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ganymede::inline v0::jinja {

template <TextCase wanted>
Value case_filter(Renderer& renderer, const Arguments& given) {
  return change_case(renderer, *renderer.to_text(Bound("upper", given, {"s"}, 1)[0]), wanted);
}

inline Value title_filter(Renderer& renderer, const Arguments& given) {
  const TextPointer text = renderer.to_text(Bound("title", given, {"s"}, 1)[0]);
  const std::string_view bytes = text->bytes();
  const auto separates = [&](std::size_t at) {
    return is_python_space(decode_utf8(bytes, at).code_point) || std::string_view("-({[<").find(bytes[at]) != std::string_view::npos;
  };
  TextBuilder out(renderer.budget());
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t end = at + decode_utf8(bytes, at).length;
    const bool is_word = !separates(at);
    const Value first = sub_text(renderer, *text, at, end);
    out.append(is_word ? change_case(renderer, first.text(), TextCase::upper).text() : first.text());
    at = end;
    while (is_word && end < bytes.size() && !separates(end)) end += decode_utf8(bytes, end).length;
    if (is_word && end > at) out.append(change_case(renderer, sub_text(renderer, *text, at, end).text(), TextCase::lower).text());
    at = end;
  }
  return {out.take()};
}

inline Value trim_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("trim", given, {"value", "chars"}, 1);
  return strip_text(renderer, *renderer.to_text(bound[0]), bound.some(1) ? &bound.text(1) : nullptr);
}

inline Value replace_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("replace", given, {"s", "old", "new", "count"}, 3);
  return replace_text(renderer, *renderer.to_text(bound[0]), *renderer.to_text(bound[1]), *renderer.to_text(bound[2]),
                      bound.some(3) ? bound.integer(3, -1) : -1);
}

inline Value center_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("center", given, {"value", "width"}, 1);
  const Value space = renderer.text(" ");
  return pad_text(renderer, *renderer.to_text(bound[0]), bound.integer(1, 80), space.text(), true, true);
}

inline Value format_filter(Renderer& renderer, const Arguments& given) {
  if (given.positional.size() > 1 && !given.named.empty()) fail("can't handle positional and keyword arguments at the same time");
  const TextPointer format = renderer.to_text(given.positional.at(0));
  if (given.named.empty())
    return format_percent(renderer, *format, renderer.list({given.positional.begin() + 1, given.positional.end()}, true));
  auto named = renderer.dict();
  for (const auto& [name, value] : given.named) named->set(renderer.text(name), value);
  return format_percent(renderer, *format, {DictPointer(std::move(named))});
}

inline Value indent_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("indent", given, {"s", "width", "first", "blank"}, 1);
  const bool has_width = bound.has(1) && bound[1].is_text();
  const std::int64_t width = has_width ? 0 : bound.integer(1, 4);
  const Value space = renderer.text(" "), newline = renderer.text("\n");
  const Value indention = has_width ? bound[1] : renderer.binary("*", space, {width});
  const Value whole_text = renderer.binary("+", bound[0], newline);
  const SequencePointer lines = renderer.items(split_lines(renderer, whole_text.text(), false));
  TextBuilder out(renderer.budget());
  for (std::size_t i = 0; i < lines->items.size(); ++i) {
    const Text& line = lines->items[i].text();
    if (i != 0) out.append("\n");
    if (i == 0 ? bound.truth_of(2) : bound.truth_of(3) || !line.bytes().empty()) out.append(indention.text());
    out.append(line);
  }
  return {out.take()};
}

inline Value truncate_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("truncate", given, {"s", "length", "killwords", "end", "leeway"}, 1);
  const Text& text = bound.text(0);
  const Value dots = renderer.text("...");
  const Text& end = bound.has(3) ? bound.text(3) : dots.text();
  const std::int64_t length = bound.integer(1, 255), leeway = bound.some(4) ? bound.integer(4, 5) : 5;
  const auto ending = static_cast<std::int64_t>(end.length());
  if (length < ending) fail("expected length >= " + std::to_string(ending) + ", got " + std::to_string(length));
  if (leeway < 0) fail("expected leeway >= 0, got " + std::to_string(leeway));
  if (static_cast<std::int64_t>(text.length()) <= length + leeway) return bound[0];
  std::size_t cut = text.offset(static_cast<std::size_t>(length - ending));
  if (!bound.truth_of(2)) cut = std::min(text.bytes().substr(0, cut).rfind(' '), cut);
  return renderer.binary("+", sub_text(renderer, text, 0, cut), bound.has(3) ? bound[3] : dots);
}

inline Value escape_filter(Renderer& renderer, const Arguments& given) {
  const TextPointer text = renderer.to_text(Bound("escape", given, {"s"}, 1)[0]);
  renderer.budget().copy(8 * text->bytes().size());
  TextBuilder out(renderer.budget());
  for (std::size_t at = 0; at < text->bytes().size(); ++at) {
    static constexpr std::string_view special = "&<>'\"";
    static constexpr std::string_view escapes[] = {"&amp;", "&lt;", "&gt;", "&#39;", "&#34;"};
    const std::size_t known = special.find(text->bytes()[at]);
    if (known == special.npos)
      out.append(*text, at, at + 1);
    else
      out.append(escapes[known], text->trusted_at(at));
  }
  return {out.take()};
}

inline Value string_filter(Renderer& renderer, const Arguments& given) { return {renderer.to_text(Bound("string", given, {"s"}, 1)[0])}; }

inline Value wordcount_filter(Renderer& renderer, const Arguments& given) {
  const TextPointer text = renderer.to_text(Bound("wordcount", given, {"s"}, 1)[0]);
  std::int64_t count = 0;
  bool in_word = false;
  renderer.budget().copy(16 * text->bytes().size());
  for (std::size_t at = 0; at < text->bytes().size();) {
    const Decoded c = decode_utf8(text->bytes(), at);
    const bool is_word = c.code_point == '_' || is_letter(c.code_point) || is_number(c.code_point);
    count += is_word && !in_word ? 1 : 0;
    in_word = is_word;
    at += c.length;
  }
  return {count};
}

inline Value urlencode_filter(Renderer& renderer, const Arguments& given) {
  const Value value = Bound("urlencode", given, {"value"}, 1)[0];
  if (value.dict() != nullptr || value.sequence() != nullptr || value.object() != nullptr)
    fail("urlencode of several values is not supported");
  const TextPointer text = renderer.to_text(value);
  TextBuilder out(renderer.budget());
  for (std::size_t at = 0; at < text->bytes().size(); ++at) {
    const char c = text->bytes()[at];
    const bool stays = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view("_.-~/").find(c) != std::string_view::npos;
    constexpr char digits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out.append(stays ? std::string(1, c) : std::string{'%', digits[byte >> 4U], digits[byte & 15U]}, text->trusted_at(at));
  }
  return {out.take()};
}

inline Value tojson_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("tojson", given, {"x", "ensure_ascii", "indent", "separators", "sort_keys"}, 1);
  JsonFormat format{.ensure_ascii = bound.truth_of(1), .sort_keys = bound.truth_of(4)};
  const auto spaces = [&](std::int64_t n) { return std::get<TextPointer>(renderer.binary("*", renderer.text(" "), {n}).data); };
  if (bound.some(2)) format.indent = bound[2].is_text() ? renderer.to_text(bound[2]) : spaces(bound.integer(2, 0));
  format.comma = std::get<TextPointer>(renderer.text(format.indent ? "," : ", ").data);
  format.colon = std::get<TextPointer>(renderer.text(": ").data);
  if (bound.some(3)) {
    const SequencePointer separators = renderer.items(bound[3]);
    if (separators->items.size() != 2 || !separators->items[0].is_text() || !separators->items[1].is_text())
      fail("separators are two strings");
    format.comma = renderer.to_text(separators->items[0]);
    format.colon = renderer.to_text(separators->items[1]);
  }
  TextBuilder out(renderer.budget());
  print_json(renderer, out, bound[0], format);
  return {out.take()};
}

inline Value int_filter(Renderer&, const Arguments& given) {
  const Bound bound("int", given, {"value", "default", "base"}, 1);
  const Value& value = bound[0];
  require_defined(value);
  if (value.integer() != nullptr) return {*value.integer()};
  if (const double* const x = value.get<double>(); x != nullptr && !std::isnan(*x)) return {whole(*x)};
  if (value.is_text()) {
    if (const auto parsed = parse_integer(value.bytes(), static_cast<int>(bound.integer(2, 10)))) return {*parsed};
    if (const auto parsed = parse_float(value.bytes()); parsed && std::isfinite(*parsed)) return {whole(*parsed)};
  }
  return bound.has(1) ? bound[1] : Value{std::int64_t{0}};
}

inline Value float_filter(Renderer&, const Arguments& given) {
  const Bound bound("float", given, {"value", "default"}, 1);
  const Value& value = bound[0];
  require_defined(value);
  if (value.integer() != nullptr) return {static_cast<double>(*value.integer())};
  if (value.is<double>()) return value;
  if (const auto parsed = value.is_text() ? parse_float(value.bytes()) : std::nullopt) return {*parsed};
  return bound.has(1) ? bound[1] : Value{0.0};
}

inline const Value& require_number(const Value& value, const char* function) {
  require_defined(value);
  if (value.integer() == nullptr && !value.is<double>())
    fail("bad operand type for " + std::string(function) + "(): '" + std::string(type_name(value)) + "'");
  return value;
}

inline Value abs_filter(Renderer&, const Arguments& given) {
  const Value value = require_number(Bound("abs", given, {"x"}, 1)[0], "abs");
  if (const double* const x = value.get<double>()) return {std::fabs(*x)};
  return *value.integer() < 0 ? arithmetic("-", {std::int64_t{0}}, value) : Value{*value.integer()};
}

inline Value round_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("round", given, {"value", "precision", "method"}, 1);
  const std::string method = bound.has(2) ? bound.text(2).bytes() : "common";
  if (method != "common" && method != "ceil" && method != "floor") fail("method must be common, ceil or floor");
  const Value& value = require_number(bound[0], "round");
  const std::int64_t precision = bound.integer(1, 0);
  if (method == "common") {
    if (const double* const x = value.get<double>()) return {round_to(*x, precision)};
    if (precision >= 0) return {*value.integer()};
    return {whole(round_to(static_cast<double>(*value.integer()), precision))};
  }
  const Value scale = arithmetic("**", {std::int64_t{10}}, {precision});
  const Value scaled = renderer.binary("*", value, scale);
  if (scaled.integer() != nullptr) return renderer.binary("/", scaled, scale);
  return renderer.binary("/", {whole(method == "ceil" ? std::ceil(*scaled.get<double>()) : std::floor(*scaled.get<double>()))}, scale);
}

inline Value default_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("default", given, {"value", "default_value", "boolean"}, 1);
  if (!bound[0].is<Undefined>() && (!bound.truth_of(2) || truth(bound[0]))) return bound[0];
  return bound.has(1) ? bound[1] : renderer.text("");
}

inline Value attr_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("attr", given, {"obj", "name"}, 2);
  Value out;
  require_defined(bound[0]);
  if (renderer.find_attribute(bound[0], bound.text(1).bytes(), out)) return out;
  return renderer.undefined("'" + std::string(type_name(bound[0])) + " object' has no attribute '" + bound.text(1).bytes() + "'");
}

inline Value filesizeformat_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("filesizeformat", given, {"value", "binary"}, 1);
  if (bound[0].is_text() ? !parse_float(bound[0].bytes()) : bound[0].integer() == nullptr && !bound[0].is<double>())
    fail("could not convert '" + std::string(type_name(bound[0])) + "' to float");
  Arguments number;
  number.positional.push_back(bound[0]);
  const double bytes = *float_filter(renderer, number).get<double>();
  const bool binary = bound.truth_of(1);
  const double base = binary ? 1024 : 1000;
  if (bytes == 1) return renderer.text("1 Byte");
  if (bytes < base) return renderer.text(std::to_string(whole(bytes)) + " Bytes");
  double unit = base * base;
  std::size_t i = 0;
  for (; i < 7 && bytes >= unit; ++i) unit *= base;
  TextBuilder out(renderer.budget());
  format_number(renderer, out, {base * bytes / unit}, {.precision = 1, .type = 'f'});
  out.append(std::string(" ") + (binary ? "KMGTPEZY"[i] : "kMGTPEZY"[i]) + (binary ? "iB" : "B"));
  return {out.take()};
}

inline constexpr NamedFilter text_filters[] = {
    {"abs", abs_filter},
    {"attr", attr_filter},
    {"capitalize", case_filter<TextCase::capitalized>},
    {"center", center_filter},
    {"d", default_filter},
    {"default", default_filter},
    {"e", escape_filter},
    {"escape", escape_filter},
    {"filesizeformat", filesizeformat_filter},
    {"float", float_filter},
    {"forceescape", escape_filter},
    {"format", format_filter},
    {"indent", indent_filter},
    {"int", int_filter},
    {"lower", case_filter<TextCase::lower>},
    {"replace", replace_filter},
    {"round", round_filter},
    {"safe", string_filter},
    {"string", string_filter},
    {"title", title_filter},
    {"tojson", tojson_filter},
    {"trim", trim_filter},
    {"truncate", truncate_filter},
    {"upper", case_filter<TextCase::upper>},
    {"urlencode", urlencode_filter},
    {"wordcount", wordcount_filter},
};

GANYMEDE_ONCE Filter find_text_filter(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(text_filters), std::end(text_filters), [&](const NamedFilter& filter) { return filter.name == name; });
  return found == std::end(text_filters) ? nullptr : found->filter;
}

}  // namespace ganymede::inline v0::jinja
