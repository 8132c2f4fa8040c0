#pragma once
// The methods of str that look for something, cut, or ask what kind of characters there are: the parts of text_methods.ipp.

#include <ganymede/text/jinja/arguments.hpp>
#include <ganymede/text/jinja/lexer.hpp>
#include <ganymede/text/jinja/objects.hpp>
#include <ganymede/text/jinja/text_case.hpp>
#include <ganymede/text/jinja/text_operations.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace ganymede::inline v0::jinja {

/// What a method with start and end looks at: bytes [begin, end) of a text; none where start lies behind end.
struct Stretch {
  std::size_t begin, end;
  bool is_any;
};

inline Stretch stretch(Renderer& renderer, const Text& text, const Bound& given, std::size_t start, std::size_t stop) {
  const auto n = static_cast<std::int64_t>(text.length());
  const auto bound = [&](std::size_t i, std::int64_t otherwise) {
    std::int64_t at = given.some(i) ? given.integer(i, 0) : otherwise;
    if (at < 0) at = std::max<std::int64_t>(at + n, 0);
    return at;
  };
  const std::int64_t begin = bound(start, 0), end = std::min(bound(stop, n), n);
  if (!text.is_ascii()) renderer.budget().copy(text.bytes().size());
  if (begin > end) return {0, 0, false};
  return {text.offset(static_cast<std::size_t>(begin)), text.offset(static_cast<std::size_t>(end)), true};
}

inline std::int64_t characters_before(const Text& text, std::size_t byte) {
  return std::count_if(text.bytes().begin(), text.bytes().begin() + static_cast<std::ptrdiff_t>(byte), begins_character);
}

/// find, rfind, index, rindex.
template <bool last, bool must>
Value find_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("find", given, {"sub", "start", "end"}, 1);
  const Text& text = self.text();
  const std::string& part = bound.text(0).bytes();
  const Stretch in = stretch(renderer, text, bound, 1, 2);
  renderer.budget().copy(text.bytes().size() + part.size());
  std::size_t at = std::string::npos;
  if (in.is_any && last) {
    at = in.end < part.size() ? std::string::npos : text.bytes().rfind(part, in.end - part.size());
    if (at < in.begin) at = std::string::npos;
    renderer.budget().step(part.size() < 32 ? 0 : text.bytes().size());
  } else if (in.is_any) {
    at = find_bytes(text.bytes(), part, in.begin);
    if (at != std::string::npos && at + part.size() > in.end) at = std::string::npos;
  }
  if (at == std::string::npos && must) fail("substring not found");
  return {at == std::string::npos ? std::int64_t{-1} : characters_before(text, at)};
}

template <bool at_end>
Value affix_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound(at_end ? "endswith" : "startswith", given, {"prefix", "start", "end"}, 1);
  const Stretch in = stretch(renderer, self.text(), bound, 1, 2);
  const std::string_view bytes = std::string_view(self.bytes()).substr(in.begin, in.end - in.begin);
  const auto has = [&](const Value& affix) {
    require_defined(affix);
    if (!affix.is_text())
      fail(std::string(at_end ? "endswith" : "startswith") + " first arg must be str or a tuple of str, not " +
           std::string(type_name(affix)));
    renderer.budget().copy(affix.bytes().size());
    return in.is_any && (at_end ? bytes.ends_with(affix.bytes()) : bytes.starts_with(affix.bytes()));
  };
  if (!bound[0].is_tuple()) return {has(bound[0])};
  const std::vector<Value>& all = bound[0].sequence()->items;
  return {std::any_of(all.begin(), all.end(), has)};
}

template <bool at_begin, bool at_end>
Value strip_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("strip", given, {"chars"}, 0);
  return strip_text(renderer, self.text(), bound.some(0) ? &bound.text(0) : nullptr, at_begin, at_end);
}

template <TextCase wanted>
Value case_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("upper", given, {}, 0);
  return change_case(renderer, self.text(), wanted);
}

/// split and rsplit by white space: words, at most `most` cuts from the one end.
inline Value split_words(Renderer& renderer, const Text& text, std::size_t most, bool from_end) {
  const std::string_view bytes = text.bytes();
  renderer.budget().copy(16 * bytes.size());
  std::vector<std::pair<std::size_t, std::size_t>> words;
  for (std::size_t at = 0; at < bytes.size();) {
    const Decoded c = decode_utf8(bytes, at);
    if (!is_python_space(c.code_point)) {
      if (words.empty() || words.back().second != at) words.emplace_back(at, at);
      words.back().second = at + c.length;
    }
    at += c.length;
  }
  if (words.size() > most) {  // what is left is one piece
    if (from_end) {
      words[words.size() - most - 1].first = 0;
      words.erase(words.begin(), words.end() - static_cast<std::ptrdiff_t>(most + 1));
    } else {
      words[most].second = bytes.size();
      words.resize(most + 1);
    }
  }
  std::vector<Value> out;
  for (const auto& [begin, end] : words) out.push_back(sub_text(renderer, text, begin, end));
  return renderer.list(std::move(out));
}

template <bool from_end>
Value split_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("split", given, {"sep", "maxsplit"}, 0);
  const Text& text = self.text();
  const std::int64_t limit = bound.integer(1, -1);
  const std::size_t most = limit < 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(limit);
  if (!bound.some(0)) return split_words(renderer, text, most, from_end);
  const std::string& separator = bound.text(0).bytes();
  if (separator.empty()) fail("empty separator");
  const std::string_view bytes = text.bytes();
  renderer.budget().copy(bytes.size());
  std::vector<Value> out;
  if (!from_end) {
    std::size_t begin = 0;
    for (std::size_t at = 0; out.size() < most && (at = find_bytes(bytes, separator, begin)) != bytes.npos; begin = at + separator.size())
      out.push_back(sub_text(renderer, text, begin, at));
    out.push_back(sub_text(renderer, text, begin, bytes.size()));
  } else {
    std::size_t end = bytes.size();
    renderer.budget().step(separator.size() < 32 ? 0 : bytes.size());
    while (out.size() < most && end >= separator.size()) {
      const std::size_t at = bytes.rfind(separator, end - separator.size());
      if (at == bytes.npos) break;
      out.push_back(sub_text(renderer, text, at + separator.size(), end));
      end = at;
    }
    out.push_back(sub_text(renderer, text, 0, end));
    std::reverse(out.begin(), out.end());
  }
  return renderer.list(std::move(out));
}

template <bool from_end>
Value partition_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("partition", given, {"sep"}, 1);
  const Text& text = self.text();
  const Text& separator = bound.text(0);
  if (separator.bytes().empty()) fail("empty separator");
  renderer.budget().copy(text.bytes().size());
  renderer.budget().step(from_end && separator.bytes().size() >= 32 ? text.bytes().size() : 0);
  const std::size_t at = from_end ? text.bytes().rfind(separator.bytes()) : find_bytes(text.bytes(), separator.bytes(), 0);
  if (at == std::string::npos) {
    const Value none = renderer.text("");
    return renderer.list(from_end ? std::vector<Value>{none, none, self} : std::vector<Value>{self, none, none}, true);
  }
  return renderer.list(
      {sub_text(renderer, text, 0, at), bound[0], sub_text(renderer, text, at + separator.bytes().size(), text.bytes().size())}, true);
}

template <bool at_begin, bool at_end>
Value pad_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("ljust", given, {"width", "fillchar"}, 1);
  const Value space = renderer.text(" ");
  return pad_text(renderer, self.text(), bound.integer(0, 0), bound.has(1) ? bound.text(1) : space.text(), at_begin, at_end);
}

/// isalpha and the like: characters of that kind, one at least.
template <bool (*is_kind)(char32_t)>
Value kind_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("isalpha", given, {}, 0);
  const std::string_view bytes = self.bytes();
  renderer.budget().copy(16 * bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const Decoded c = decode_utf8(bytes, at);
    if (!is_kind(c.code_point)) return {false};
    at += c.length;
  }
  return {!bytes.empty()};
}
inline bool is_decimal(char32_t c) { return general_category(c) == GeneralCategory::Nd; }
inline bool is_digit(char32_t c) {
  return is_decimal(c) || c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x2089 && is_number(c)) ||
         (c >= 0x2460 && c <= 0x2468);
}
inline bool is_alphanumeric(char32_t c) { return is_letter(c) || is_number(c); }

}  // namespace ganymede::inline v0::jinja
