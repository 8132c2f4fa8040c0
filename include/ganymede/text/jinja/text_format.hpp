#pragma once
// One value formatted: what text % values and str.format() share.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ganymede::inline v0::jinja {

/// How one value is written.
struct FormatSpecification {
  std::string fill = " ";
  char align = '\0';  ///< < > ^ =, or none given
  char sign = '-';
  bool alternate = false;
  std::size_t width = 0;
  char grouping = '\0';
  std::int64_t precision = -1;
  char type = '\0';
};

/// A number as `type` (d x X o b e E f F g G % c n, or none) wants it, filled up; appended.
GANYMEDE_ONCE void format_number(Renderer& renderer, TextBuilder& out, const Value& number, const FormatSpecification& as);
/// A text, cut to the precision, filled up; appended.
GANYMEDE_ONCE void format_text(Renderer& renderer, TextBuilder& out, const Text& text, const FormatSpecification& as);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/text_format.ipp>
#endif
