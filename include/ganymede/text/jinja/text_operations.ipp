#pragma once
// The bodies of text_operations.hpp.

#include <ganymede/text/jinja/text_operations.hpp>

#include <ganymede/text/jinja/lexer.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <functional>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE Value sub_text(Renderer& renderer, const Text& text, std::size_t begin, std::size_t end) {
  TextBuilder out(renderer.budget());
  out.append(text, begin, end);
  return {out.take()};
}

GANYMEDE_ONCE std::size_t find_bytes(std::string_view text, std::string_view part, std::size_t from) {
  if (from > text.size()) return text.npos;
  if (part.size() < 32) return text.find(part, from);  // at most 32 times its length
  const auto at = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(),
                              std::boyer_moore_horspool_searcher(part.begin(), part.end()));
  return at == text.end() ? text.npos : static_cast<std::size_t>(at - text.begin());
}

/// The byte at which the character that ends at `end` begins.
inline std::size_t character_before(std::string_view text, std::size_t end) {
  do --end;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U);
  return end;
}

GANYMEDE_ONCE Value strip_text(Renderer& renderer, const Text& text, const Text* characters, bool at_begin, bool at_end) {
  const std::string_view bytes = text.bytes();
  const auto goes = [&](std::size_t at) {
    const std::size_t length = decode_utf8(bytes, at).length;
    if (characters == nullptr) return is_python_space(decode_utf8(bytes, at).code_point);
    renderer.budget().copy(characters->bytes().size());
    return characters->bytes().find(bytes.substr(at, length)) != std::string::npos;
  };
  std::size_t begin = 0, end = bytes.size();
  while (at_begin && begin < end && goes(begin)) begin += decode_utf8(bytes, begin).length;
  while (at_end && begin < end && goes(character_before(bytes, end))) end = character_before(bytes, end);
  return sub_text(renderer, text, begin, end);
}

GANYMEDE_ONCE Value replace_text(Renderer& renderer, const Text& text, const Text& old_part, const Text& new_part, std::int64_t count) {
  const std::string_view bytes = text.bytes();
  renderer.budget().copy(bytes.size());
  TextBuilder out(renderer.budget());
  std::size_t done = 0, from = 0;
  while (count != 0) {
    const std::size_t at = find_bytes(bytes, old_part.bytes(), from);
    if (at == bytes.npos) break;
    out.append(text, done, at);
    out.append(new_part);
    renderer.budget().step();
    --count;
    done = at + old_part.bytes().size();
    from = done;
    if (old_part.bytes().empty()) {
      if (at == bytes.size()) break;
      from = at + decode_utf8(bytes, at).length;
    }
  }
  out.append(text, done, bytes.size());
  return {out.take()};
}

GANYMEDE_ONCE Value split_lines(Renderer& renderer, const Text& text, bool keep_ends) {
  const std::string_view bytes = text.bytes();
  renderer.budget().copy(16 * bytes.size());
  std::vector<Value> lines;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const Decoded c = decode_utf8(bytes, at);
    std::size_t next = at + c.length;
    const bool ends = (c.code_point >= 0x0A && c.code_point <= 0x0D) || (c.code_point >= 0x1C && c.code_point <= 0x1E) ||
                      c.code_point == 0x85 || c.code_point == 0x2028 || c.code_point == 0x2029;
    if (ends) {
      if (c.code_point == '\r' && next < bytes.size() && bytes[next] == '\n') ++next;
      lines.push_back(sub_text(renderer, text, begin, keep_ends ? next : at));
      begin = next;
    }
    at = next;
  }
  if (begin < bytes.size()) lines.push_back(sub_text(renderer, text, begin, bytes.size()));
  return renderer.list(std::move(lines));
}

GANYMEDE_ONCE Value join_text(Renderer& renderer, const Text& separator, const Value& items, bool only_texts) {
  const SequencePointer all = renderer.items(items);
  TextBuilder out(renderer.budget());
  for (std::size_t i = 0; i < all->items.size(); ++i) {
    const Value& item = all->items[i];
    renderer.budget().step();
    if (only_texts && !item.is_text())
      fail("sequence item " + std::to_string(i) + ": expected str instance, " + std::string(type_name(item)) + " found");
    if (i != 0) out.append(separator);
    renderer.print(out, item);
  }
  return {out.take()};
}

GANYMEDE_ONCE Value pad_text(Renderer& renderer, const Text& text, std::int64_t width, const Text& fill, bool at_begin, bool at_end) {
  if (fill.length() != 1) fail("The fill character must be exactly one character long");
  const auto length = static_cast<std::int64_t>(text.length());
  const std::size_t missing = width > length ? static_cast<std::size_t>(width - length) : 0;
  renderer.budget().could_hold(missing);
  renderer.budget().step(missing);
  std::size_t before = at_begin ? missing : 0;
  if (at_begin && at_end) before = missing / 2 + (missing & static_cast<std::size_t>(width) & 1U);  // as CPython's str.center()
  TextBuilder out(renderer.budget());
  for (std::size_t i = 0; i < before; ++i) out.append(fill);
  out.append(text);
  for (std::size_t i = before; i < missing; ++i) out.append(fill);
  return {out.take()};
}

}  // namespace ganymede::inline v0::jinja
