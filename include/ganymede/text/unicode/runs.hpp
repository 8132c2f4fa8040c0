#pragma once
// Looking code points up in the generated tables.

#include <ganymede/text/unicode/code_point_set.hpp>
#include <ganymede/text/unicode/unicode_tables.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace ganymede::inline v0 {

namespace detail::unicode {

template <std::size_t n>
constexpr std::uint32_t run_value(const std::uint32_t (&runs)[n], char32_t code_point) {
  if (code_point > last_code_point) return 0;
  return *std::prev(std::upper_bound(std::begin(runs), std::end(runs), static_cast<std::uint32_t>(code_point) << 8 | 0xFF)) & 0xFF;
}

/// Calls f(first, last, value) for each run.
template <std::size_t n, class F>
void for_each_run(const std::uint32_t (&runs)[n], F&& f) {
  for (std::size_t i = 0; i < n; ++i)
    f(static_cast<char32_t>(runs[i] >> 8), i + 1 < n ? static_cast<char32_t>(runs[i + 1] >> 8) - 1 : last_code_point, runs[i] & 0xFF);
}

template <std::size_t n>
constexpr bool in_ranges(const Range (&ranges)[n], char32_t c) {
  const auto* after = std::upper_bound(std::begin(ranges), std::end(ranges), c, [](char32_t x, const Range& r) { return x < r.first; });
  return after != std::begin(ranges) && c <= std::prev(after)->last;
}

template <std::size_t n>
CodePointRanges to_ranges(const Range (&ranges)[n]) {
  CodePointRanges out;
  for (const Range& r : ranges) out.add(r.first, r.last);
  return out;
}

template <std::size_t n>
constexpr char32_t mapped(const Mapping (&mappings)[n], char32_t c) {
  const auto* at = std::lower_bound(std::begin(mappings), std::end(mappings), c, [](const Mapping& m, char32_t x) { return m.from < x; });
  return at != std::end(mappings) && at->from == c ? at->to : c;
}

}  // namespace detail::unicode

}  // namespace ganymede::inline v0
