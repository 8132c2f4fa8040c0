#pragma once
// The bodies of normal_forms.hpp.

#include <ganymede/text/unicode/normal_forms.hpp>

#include <ganymede/text/unicode/unicode_tables.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace ganymede::inline v0 {
namespace detail::unicode {

/// Arithmetic of Hangul syllables (The Unicode Standard, 3.12).
struct Hangul {
  static constexpr char32_t s = 0xAC00, l = 0x1100, v = 0x1161, t = 0x11A7, l_count = 19, v_count = 21, t_count = 28;
  static constexpr char32_t s_count = l_count * v_count * t_count;
};

struct CombiningChar {
  char32_t code_point;
  std::uint8_t combining_class;
};

inline std::uint8_t combining_class(char32_t c) {
  if (c < 0x300 || c > last_code_point) return 0;
  const std::uint32_t key = static_cast<std::uint32_t>(c) << 8 | 0xFF;
  return static_cast<std::uint8_t>(*std::prev(std::upper_bound(std::begin(combining_runs), std::end(combining_runs), key)) & 0xFF);
}

inline void decompose(char32_t c, bool compatible, std::vector<CombiningChar>& out) {
  if (c < 0xA0) return out.push_back({c, 0});
  if (c - Hangul::s < Hangul::s_count) {
    const char32_t index = c - Hangul::s;
    out.push_back({Hangul::l + index / (Hangul::v_count * Hangul::t_count), 0});
    out.push_back({Hangul::v + index / Hangul::t_count % Hangul::v_count, 0});
    if (index % Hangul::t_count != 0) out.push_back({Hangul::t + index % Hangul::t_count, 0});
    return;
  }
  const auto* at = std::lower_bound(std::begin(decompositions), std::end(decompositions), c,
                                    [](const Decomposition& d, char32_t x) { return d.code_point < x; });
  if (at == std::end(decompositions) || at->code_point != c || (at->compatible && !compatible))
    return out.push_back({c, combining_class(c)});
  for (unsigned i = 0; i < at->length; ++i) decompose(decomposition_data[at->begin + i], compatible, out);
}

inline char32_t compose(char32_t first, char32_t second) {
  if (first - Hangul::l < Hangul::l_count && second - Hangul::v < Hangul::v_count)
    return Hangul::s + ((first - Hangul::l) * Hangul::v_count + second - Hangul::v) * Hangul::t_count;
  if (first - Hangul::s < Hangul::s_count && (first - Hangul::s) % Hangul::t_count == 0 && second - Hangul::t - 1 < Hangul::t_count - 1)
    return first + second - Hangul::t;
  const auto* at = std::lower_bound(
      std::begin(compositions), std::end(compositions), Composition{first, second, 0},
      [](const Composition& a, const Composition& b) { return a.first != b.first ? a.first < b.first : a.second < b.second; });
  return at != std::end(compositions) && at->first == first && at->second == second ? at->composed : 0;
}

inline void compose(std::vector<CombiningChar>& text) {
  std::size_t kept = 0;
  std::size_t starter = text.size();  // none yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    const CombiningChar next = text[i];
    const bool blocked = starter < kept && starter + 1 != kept && text[kept - 1].combining_class >= next.combining_class;
    if (starter < kept && !blocked) {
      if (const char32_t composed = compose(text[starter].code_point, next.code_point); composed != 0) {
        text[starter].code_point = composed;
        continue;
      }
    }
    if (next.combining_class == 0) starter = kept;
    text[kept++] = next;
  }
  text.resize(kept);
}

inline void flush(std::vector<CombiningChar>& pending, bool composed, std::string& out) {
  const auto is_starter = [](const CombiningChar& c) { return c.combining_class == 0; };
  for (auto from = pending.begin(); from != pending.end();) {
    from = std::find_if_not(from, pending.end(), is_starter);
    const auto to = std::find_if(from, pending.end(), is_starter);
    std::stable_sort(from, to, [](const CombiningChar& a, const CombiningChar& b) { return a.combining_class < b.combining_class; });
    from = to;
  }
  if (composed) compose(pending);
  for (const CombiningChar& c : pending) append_utf8(out, c.code_point);
  pending.clear();
}

inline std::string normal_form(std::string_view text, bool compatible, bool composed) {
  std::string out;
  out.reserve(text.size());
  std::vector<CombiningChar> pending;
  for (std::size_t at = 0; at < text.size();) {
    // ASCII before ASCII is in every normal form already.
    const auto ascii = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]) < 0x80; };
    if (ascii(at) && (at + 1 == text.size() || ascii(at + 1))) {
      flush(pending, composed, out);
      std::size_t to = at + 1;
      while (to < text.size() && ascii(to) && (to + 1 == text.size() || ascii(to + 1))) ++to;
      out.append(text, at, to - at);
      at = to;
      continue;
    }
    const Decoded next = decode_utf8(text, at);
    if (next.valid) {
      decompose(next.code_point, compatible, pending);
    } else {
      flush(pending, composed, out);
      out.append(text, at, next.length);
    }
    at += next.length;
  }
  flush(pending, composed, out);
  return out;
}

}
}

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string nfd(std::string_view text) { return detail::unicode::normal_form(text, false, false); }

GANYMEDE_ONCE std::string nfc(std::string_view text) { return detail::unicode::normal_form(text, false, true); }

GANYMEDE_ONCE std::string nfkd(std::string_view text) { return detail::unicode::normal_form(text, true, false); }

GANYMEDE_ONCE std::string nfkc(std::string_view text) { return detail::unicode::normal_form(text, true, true); }

}
