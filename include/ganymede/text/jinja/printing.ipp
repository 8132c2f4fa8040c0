#pragma once
// The bodies of printing.hpp.

#include <ganymede/text/jinja/printing.hpp>

#include <ganymede/text/jinja/numbers.hpp>
#include <ganymede/text/jinja/renderer.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ganymede::inline v0::jinja {

inline void append_hex(std::string& out, char32_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += "0123456789abcdef"[(value >> shift) & 15U];
}

/// Appends the characters of `text`; `escape` writes what one becomes, or leaves its argument empty where it stays. Runs that stay are
/// copied at once, and all keep their trust.
template <class Escape>
void append_escaped(Renderer& renderer, TextBuilder& out, const Text& text, Escape escape) {
  const std::string_view bytes = text.bytes();
  renderer.budget().copy(16 * bytes.size());
  std::size_t begin = 0;
  std::string escaped;
  for (std::size_t at = 0; at < bytes.size();) {
    const Decoded c = decode_utf8(bytes, at);
    escaped.clear();
    escape(escaped, c.code_point);
    if (!escaped.empty()) {
      out.append(text, begin, at);
      out.append(escaped, text.trusted_at(at));
      begin = at + c.length;
    }
    at += c.length;
  }
  out.append(text, begin, bytes.size());
}

/// Whether str.isprintable() says so.
inline bool is_printable(char32_t c) {
  const GeneralCategory category = general_category(c);
  return c == ' ' || (!is_separator(c) && !is_category(c, 'C') && category != GeneralCategory::Cn);
}

inline void print_text_repr(Renderer& renderer, TextBuilder& out, const Text& text) {
  const bool has_single = text.bytes().find('\'') != std::string::npos;
  const char quote = has_single && text.bytes().find('"') == std::string::npos ? '"' : '\'';
  out.append(1, quote);
  append_escaped(renderer, out, text, [quote](std::string& escaped, char32_t c) {
    if (c == static_cast<unsigned char>(quote) || c == '\\')
      escaped.append(1, '\\').append(1, static_cast<char>(c));
    else if (c == '\n')
      escaped = "\\n";
    else if (c == '\r')
      escaped = "\\r";
    else if (c == '\t')
      escaped = "\\t";
    else if (c < 127 ? c < ' ' : !is_printable(c))
      append_hex(escaped = c < 256 ? "\\x" : c < 0x10000 ? "\\u" : "\\U", c, c < 256 ? 2 : c < 0x10000 ? 4 : 8);
  });
  out.append(1, quote);
}

GANYMEDE_ONCE void Renderer::print(TextBuilder& out, const Value& value) {
  if (value.is_text()) return out.append(value.text());
  if (value.is<Undefined>()) return;
  print_repr(*this, out, value);
}

GANYMEDE_ONCE TextPointer Renderer::to_text(const Value& value) {
  if (value.is_text()) return std::get<TextPointer>(value.data);
  TextBuilder out(budget_);
  print(out, value);
  return out.take();
}

GANYMEDE_ONCE void print_repr(Renderer& renderer, TextBuilder& out, const Value& value) {
  renderer.budget().step();
  const Budget::Level level(renderer.budget());
  if (value.is_text()) return print_text_repr(renderer, out, value.text());
  if (value.is<None>()) return out.append("None");
  if (value.is<Undefined>()) return out.append("Undefined");
  if (const bool* const truth = value.get<bool>()) return out.append(*truth ? "True" : "False");
  if (const auto* const n = value.integer()) return out.append(std::to_string(*n));
  if (const auto* const x = value.get<double>()) return out.append(float_text(*x));
  if (Object* const object = value.object()) return object->print(renderer, out);
  bool first = true;
  const auto separate = [&] {
    if (!first) out.append(", ");
    first = false;
  };
  if (const Dict* const dict = value.dict()) {
    out.append("{");
    for (const auto& [key, member] : dict->entries()) {
      separate();
      print_repr(renderer, out, key);
      out.append(": ");
      print_repr(renderer, out, member);
    }
    return out.append("}");
  }
  out.append(value.is_tuple() ? "(" : "[");
  for (const Value& item : value.sequence()->items) {
    separate();
    print_repr(renderer, out, item);
  }
  out.append(!value.is_tuple() ? "]" : value.sequence()->items.size() == 1 ? ",)" : ")");
}

inline void print_json_text(Renderer& renderer, TextBuilder& out, const Text& text, bool ensure_ascii) {
  out.append("\"");
  append_escaped(renderer, out, text, [ensure_ascii](std::string& escaped, char32_t c) {
    static constexpr std::string_view special = "\"\\\n\r\t\f\b", letters = "\"\\nrtfb";
    const std::size_t known = c < 128 ? special.find(static_cast<char>(c)) : special.npos;
    if (known != special.npos) {
      escaped.append(1, '\\').append(1, letters[known]);
    } else if (c < ' ' || (ensure_ascii && c >= 127 && c < 0x10000)) {
      append_hex(escaped = "\\u", c, 4);
    } else if (ensure_ascii && c >= 0x10000) {
      append_hex(escaped = "\\u", 0xD800 + ((c - 0x10000) >> 10U), 4);
      append_hex(escaped += "\\u", 0xDC00 + ((c - 0x10000) & 0x3FFU), 4);
    }
  });
  out.append("\"");
}

inline std::string json_number(double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  return float_text(x);
}

inline void print_json_key(Renderer& renderer, TextBuilder& out, const Value& key, const JsonFormat& format) {
  if (key.is_text()) return print_json_text(renderer, out, key.text(), format.ensure_ascii);
  std::string spelled;
  if (const bool* const truth = key.get<bool>())
    spelled = *truth ? "true" : "false";
  else if (key.is<None>())
    spelled = "null";
  else if (const auto* const n = key.integer())
    spelled = std::to_string(*n);
  else if (const auto* const x = key.get<double>())
    spelled = json_number(*x);
  else
    fail("keys must be str, int, float, bool or None, not " + std::string(type_name(key)));
  out.append("\"" + spelled + "\"");
}

GANYMEDE_ONCE void print_json(Renderer& renderer, TextBuilder& out, const Value& value, const JsonFormat& format, std::size_t level) {
  renderer.budget().step();
  const Budget::Level nesting(renderer.budget());
  if (value.is_text()) return print_json_text(renderer, out, value.text(), format.ensure_ascii);
  if (value.is<None>()) return out.append("null");
  if (const bool* const truth = value.get<bool>()) return out.append(*truth ? "true" : "false");
  if (const auto* const n = value.integer()) return out.append(std::to_string(*n));
  if (const auto* const x = value.get<double>()) return out.append(json_number(*x));
  const Dict* const dict = value.dict();
  const Sequence* const sequence = value.sequence();
  if (dict == nullptr && sequence == nullptr) fail("Object of type " + std::string(type_name(value)) + " is not JSON serializable");
  const auto line = [&](std::size_t indents) {
    if (!format.indent) return;
    out.append("\n");
    for (std::size_t i = 0; i < indents; ++i) out.append(*format.indent);
  };
  if (dict != nullptr ? dict->size() == 0 : sequence->items.empty()) return out.append(dict != nullptr ? "{}" : "[]");
  out.append(dict != nullptr ? "{" : "[");
  bool first = true;
  const auto begin = [&] {
    if (!first) out.append(*format.comma);
    first = false;
    line(level + 1);
  };
  if (sequence != nullptr) {
    for (const Value& item : sequence->items) {
      begin();
      print_json(renderer, out, item, format, level + 1);
    }
  } else {
    std::vector<const std::pair<Value, Value>*> members;
    for (const auto& member : dict->entries()) members.push_back(&member);
    if (format.sort_keys)
      std::stable_sort(members.begin(), members.end(),
                       [&](const auto* a, const auto* b) { return less(renderer.budget(), a->first, b->first); });
    for (const auto* const member : members) {
      begin();
      print_json_key(renderer, out, member->first, format);
      out.append(*format.colon);
      print_json(renderer, out, member->second, format, level + 1);
    }
  }
  line(level);
  out.append(dict != nullptr ? "}" : "]");
}

}  // namespace ganymede::inline v0::jinja
