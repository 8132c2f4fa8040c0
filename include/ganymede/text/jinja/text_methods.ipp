#pragma once
// The bodies of text_methods.hpp.

#include <ganymede/text/jinja/text_methods.hpp>

#include <ganymede/text/jinja/braces_format.hpp>
#include <ganymede/text/jinja/searching_methods.hpp>

namespace ganymede::inline v0::jinja {

inline Value join_method(Renderer& renderer, const Value& self, const Arguments& given) {
  return join_text(renderer, self.text(), Bound("join", given, {"iterable"}, 1)[0], true);
}

inline Value count_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("count", given, {"sub", "start", "end"}, 1);
  const Stretch in = stretch(renderer, self.text(), bound, 1, 2);
  const std::string& part = bound.text(0).bytes();
  renderer.budget().copy(self.bytes().size());
  if (!in.is_any) return {std::int64_t{0}};
  const std::string_view bytes = std::string_view(self.bytes()).substr(in.begin, in.end - in.begin);
  if (part.empty()) return {std::count_if(bytes.begin(), bytes.end(), begins_character) + std::int64_t{1}};
  std::int64_t count = 0;
  for (std::size_t at = 0; (at = find_bytes(bytes, part, at)) != bytes.npos; at += part.size()) ++count;
  return {count};
}

inline Value replace_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("replace", given, {"old", "new", "count"}, 2);
  return replace_text(renderer, self.text(), bound.text(0), bound.text(1), bound.integer(2, -1));
}

inline Value splitlines_method(Renderer& renderer, const Value& self, const Arguments& given) {
  return split_lines(renderer, self.text(), Bound("splitlines", given, {"keepends"}, 0).truth_of(0));
}

template <bool at_end>
Value remove_affix_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("removeprefix", given, {"prefix"}, 1);
  const std::string &bytes = self.bytes(), &affix = bound.text(0).bytes();
  if (at_end ? !bytes.ends_with(affix) : !bytes.starts_with(affix)) return self;
  return at_end ? sub_text(renderer, self.text(), 0, bytes.size() - affix.size())
                : sub_text(renderer, self.text(), affix.size(), bytes.size());
}

inline Value zfill_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const std::int64_t width = Bound("zfill", given, {"width"}, 1).integer(0, 0);
  const Text& text = self.text();
  const bool has_sign = text.bytes().starts_with('-') || text.bytes().starts_with('+');
  const Value zero = renderer.text("0");
  const Value rest = has_sign ? sub_text(renderer, text, 1, text.bytes().size()) : self;
  const Value padded = pad_text(renderer, rest.text(), has_sign && width > 0 ? width - 1 : width, zero.text(), true, false);
  return has_sign ? renderer.binary("+", sub_text(renderer, text, 0, 1), padded) : padded;
}

inline Value expandtabs_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const std::int64_t size = Bound("expandtabs", given, {"tabsize"}, 0).integer(0, 8);
  TextBuilder out(renderer.budget());
  std::int64_t column = 0;
  const Text& text = self.text();
  for (std::size_t at = 0; at < text.bytes().size();) {
    const Decoded c = decode_utf8(text.bytes(), at);
    if (c.code_point == '\t') {
      const std::int64_t spaces = size > 0 ? size - column % size : 0;
      out.append(static_cast<std::size_t>(spaces), ' ', text.trusted_at(at));
      column += spaces;
    } else {
      out.append(text, at, at + c.length);
      column = c.code_point == '\n' || c.code_point == '\r' ? 0 : column + 1;
    }
    at += c.length;
  }
  return {out.take()};
}

inline Value format_method(Renderer& renderer, const Value& self, const Arguments& given) {
  return format_braces(renderer, self.text(), given);
}

inline Value format_map_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Value map = Bound("format_map", given, {"mapping"}, 1)[0];
  if (map.dict() == nullptr) fail("format_map() takes a mapping");
  Arguments named;
  for (const auto& [key, value] : map.dict()->entries())
    if (key.is_text()) named.named.emplace_back(key.bytes(), value);
  return format_braces(renderer, self.text(), named);
}

template <TextCase wanted>
Value has_case_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("islower", given, {}, 0);
  renderer.budget().copy(16 * self.bytes().size());
  return {has_case(self.text(), wanted)};
}

inline Value is_title_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("istitle", given, {}, 0);
  const Value title = change_case(renderer, self.text(), TextCase::title);
  const std::string_view bytes = self.bytes();
  bool any = false;
  for (std::size_t at = 0; at < bytes.size(); at += decode_utf8(bytes, at).length) any = any || is_cased(decode_utf8(bytes, at).code_point);
  return {any && title.bytes() == bytes};
}

inline Value is_ascii_method(Renderer&, const Value& self, const Arguments& given) {
  const Bound bound("isascii", given, {}, 0);
  return {self.text().is_ascii()};
}

struct TextMethod {
  std::string_view name;
  Function::Body body;
};

inline constexpr TextMethod text_methods[] = {
    {"capitalize", case_method<TextCase::capitalized>},
    {"casefold", case_method<TextCase::lower>},
    {"center", pad_method<true, true>},
    {"count", count_method},
    {"endswith", affix_method<true>},
    {"expandtabs", expandtabs_method},
    {"find", find_method<false, false>},
    {"format", format_method},
    {"format_map", format_map_method},
    {"index", find_method<false, true>},
    {"isalnum", kind_method<is_alphanumeric>},
    {"isalpha", kind_method<is_letter>},
    {"isascii", is_ascii_method},
    {"isdecimal", kind_method<is_decimal>},
    {"isdigit", kind_method<is_digit>},
    {"islower", has_case_method<TextCase::lower>},
    {"isnumeric", kind_method<is_number>},
    {"isspace", kind_method<is_python_space>},
    {"istitle", is_title_method},
    {"isupper", has_case_method<TextCase::upper>},
    {"join", join_method},
    {"ljust", pad_method<false, true>},
    {"lower", case_method<TextCase::lower>},
    {"lstrip", strip_method<true, false>},
    {"partition", partition_method<false>},
    {"removeprefix", remove_affix_method<false>},
    {"removesuffix", remove_affix_method<true>},
    {"replace", replace_method},
    {"rfind", find_method<true, false>},
    {"rindex", find_method<true, true>},
    {"rjust", pad_method<true, false>},
    {"rpartition", partition_method<true>},
    {"rsplit", split_method<true>},
    {"rstrip", strip_method<false, true>},
    {"split", split_method<false>},
    {"splitlines", splitlines_method},
    {"startswith", affix_method<false>},
    {"strip", strip_method<true, true>},
    {"swapcase", case_method<TextCase::swapped>},
    {"title", case_method<TextCase::title>},
    {"upper", case_method<TextCase::upper>},
    {"zfill", zfill_method},
};

GANYMEDE_ONCE bool find_text_method(Renderer& renderer, const Value& self, std::string_view name, Value& out) {
  for (const TextMethod& method : text_methods) {
    if (method.name != name) continue;
    out = make_object<Function>(renderer, std::string(name), method.body, self);
    return true;
  }
  return false;
}

}  // namespace ganymede::inline v0::jinja
