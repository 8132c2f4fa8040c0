#pragma once
// The bodies of aligned_text.hpp.

#include <ganymede/text/aligned_text.hpp>

#include <ganymede/text/unicode/graphemes.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

GANYMEDE_ONCE AlignedText::AlignedText(std::string_view original) {
  text.reserve(original.size());
  source.reserve(original.size());
  for (std::size_t at = 0; at < original.size();) {
    const Decoded next = decode_utf8(original, at);
    append(next.valid ? original.substr(at, next.length) : std::string_view("\xEF\xBF\xBD"), {at, at + next.length});
    at += next.length;
  }
}

namespace detail {

GANYMEDE_ONCE void append_made(AlignedText& out, const AlignedView& unit, std::string_view made, Absorbs absorbs) {
  if (made == unit.text) return out.append(unit);
  if (absorbs == Absorbs::first) {  // what a character composes with may stand behind others that stay
    std::size_t front = 0;
    for_each_code_point(unit.text, [&](char32_t, std::string_view bytes) {
      if (front == static_cast<std::size_t>(bytes.data() - unit.text.data()) && made.substr(front).starts_with(bytes))
        front += bytes.size();
    });
    if (front > 0 && front < unit.text.size()) {
      out.append(unit.part(0, front));
      return append_made(out, unit.part(front, unit.text.size()), made.substr(front), absorbs);
    }
  }
  std::vector<TextRange> from;
  std::size_t at = 0;
  for_each_code_point(unit.text, [&](char32_t, std::string_view bytes) {
    from.push_back(unit.source[at]);
    at += bytes.size();
  });
  std::size_t count = 0, place = 0;
  for_each_code_point(made, [&](char32_t, std::string_view) { ++count; });
  for_each_code_point(made, [&](char32_t, std::string_view bytes) {
    std::size_t i = place++;
    if (absorbs == Absorbs::first && i > 0) i = i + from.size() > count ? i + from.size() - count : 0;
    out.append(bytes, from[std::min(i, from.size() - 1)]);
  });
}

GANYMEDE_ONCE AlignedText align_ends(const AlignedView& in, std::string_view made) {
  const std::size_t shorter = std::min(in.text.size(), made.size());
  std::size_t front = 0, back = 0;
  while (front < shorter && in.text[front] == made[front]) ++front;
  while (back < shorter - front && in.text[in.text.size() - 1 - back] == made[made.size() - 1 - back]) ++back;
  AlignedText out(in.part(0, front));
  const std::size_t behind = in.text.size() - back;
  TextRange middle = in.range(front, behind);
  if (front == behind && front > 0) middle = in.source[front - 1];
  if (front == behind && front == 0 && !in.source.empty()) middle = in.source[0];
  out.append(made.substr(front, made.size() - back - front), middle);
  out.append(in.part(behind, in.text.size()));
  return out;
}

GANYMEDE_ONCE AlignedText align_characters(const AlignedView& in, TextStage stage) {
  AlignedText out;
  std::size_t at = 0;
  for_each_code_point(in.text, [&](char32_t, std::string_view bytes) {
    append_made(out, in.part(at, at + bytes.size()), stage(bytes), Absorbs::first);
    at += bytes.size();
  });
  const std::string whole = stage(in.text);  // a rule that looks further than a character
  return out.text == whole ? out : align_ends(in, whole);
}

GANYMEDE_ONCE AlignedText align_clusters(const AlignedView& in, TextStage stage) {
  AlignedText out;
  std::size_t at = 0;
  for_each_grapheme(in.text, [&](std::string_view bytes) {
    append_made(out, in.part(at, at + bytes.size()), stage(bytes), Absorbs::first);
    at += bytes.size();
  });
  const std::string whole = stage(in.text);
  return out.text == whole ? out : align_ends(in, whole);
}

}  // namespace detail

}  // namespace ganymede::inline v0
