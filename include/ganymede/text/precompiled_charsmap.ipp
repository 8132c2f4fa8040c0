#pragma once
// The bodies of precompiled_charsmap.hpp.

#include <ganymede/text/precompiled_charsmap.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE PrecompiledCharsmap::PrecompiledCharsmap(std::string_view blob, const std::string& file, const std::string& key) {
  const auto fail = [&](const char* problem) { return FormatError{{.problem = problem, .file = file, .key = key}}; };
  const auto* const bytes = reinterpret_cast<const std::byte*>(blob.data());
  if (blob.size() < 4) throw fail("normalisation rules are cut off");
  const std::size_t size = load<std::uint32_t>(bytes);
  if (size % 4 != 0 || size > blob.size() - 4) throw fail("the trie of the normalisation rules is larger than they are");
  units_.resize(size / 4);
  for (std::size_t i = 0; i < units_.size(); ++i) units_[i] = load<std::uint32_t>(bytes + 4 + 4 * i);
  replacements_ = blob.substr(4 + size);
  if (!is_valid_utf8(replacements_)) throw fail("a replacement of the normalisation rules is not UTF-8");
  if (!is_sound()) throw fail("an offset in the normalisation rules leads outside of them");
}

GANYMEDE_ONCE std::optional<PrecompiledCharsmap::Match> PrecompiledCharsmap::longest(std::string_view text) const {
  std::optional<Match> best;
  walk(text, [&](std::size_t length, std::uint32_t value) {
    best = Match{length, replacement(value)};
    return true;
  });
  return best;
}

GANYMEDE_ONCE std::optional<PrecompiledCharsmap::Match> PrecompiledCharsmap::shortest(std::string_view text) const {
  std::optional<Match> first;
  walk(text.substr(0, text.find('\0')), [&](std::size_t length, std::uint32_t value) {
    first = Match{length, replacement(value)};
    return false;
  });
  return first;
}

GANYMEDE_ONCE std::size_t PrecompiledCharsmap::offset(std::uint32_t unit) noexcept {
  return static_cast<std::size_t>(unit >> 10) << ((unit & 0x200u) >> 6);
}

GANYMEDE_ONCE bool PrecompiledCharsmap::is_sound() const noexcept {
  if (units_.empty()) return false;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const std::uint32_t unit = units_[i];
    if (i > 0 && label(unit) > 0xFF) {
      const std::size_t at = value(unit);
      if (at >= replacements_.size() || (static_cast<unsigned char>(replacements_[at]) & 0xC0) == 0x80) return false;
      if (replacement(value(unit)).size() > longest_replacement) return false;
    } else {
      const std::size_t children = i ^ offset(unit);
      if ((children | 0xFF) >= units_.size()) return false;
      if (has_value(unit) && (children == 0 || label(units_[children]) <= 0xFF)) return false;
    }
  }
  return true;
}

GANYMEDE_ONCE std::string_view PrecompiledCharsmap::replacement(std::uint32_t begin) const noexcept {
  const std::string_view rest = std::string_view(replacements_).substr(begin);
  return rest.substr(0, rest.substr(0, longest_replacement + 1).find('\0'));
}

namespace detail {

/// Calls f(part of the text, what becomes of it) in order.
template <class F>
void for_each_precompiled(const PrecompiledCharsmap& rules, std::string_view text, const F& f) {
  for_each_grapheme(text, [&](std::string_view cluster) {
    constexpr std::size_t short_cluster = 6;
    if (cluster.size() < short_cluster)
      if (const auto match = rules.shortest(cluster)) return f(cluster, match->replacement);
    for_each_code_point(cluster, [&](char32_t, std::string_view bytes) {
      const auto match = rules.shortest(bytes);
      f(bytes, match ? match->replacement : bytes);
    });
  });
}

}  // namespace detail

GANYMEDE_ONCE std::string normalize_precompiled(const PrecompiledCharsmap& rules, std::string_view text) {
  std::string out;
  out.reserve(text.size());
  detail::for_each_precompiled(rules, text, [&](std::string_view, std::string_view made) {
    out += made;
    TextGrowth::check(text.size(), out.size());
  });
  return out;
}

GANYMEDE_ONCE AlignedText align_precompiled(const PrecompiledCharsmap& rules, const AlignedView& text) {
  AlignedText out;
  detail::for_each_precompiled(rules, text.text, [&](std::string_view part, std::string_view made) {
    const auto begin = static_cast<std::size_t>(part.data() - text.text.data());
    detail::append_made(out, text.part(begin, begin + part.size()), made, detail::Absorbs::last);
    TextGrowth::check(text.text.size(), out.text.size());
  });
  return out;
}

}
