#pragma once
// Pictures as SVG that stand alone: browsers and editors open them, on light and on dark they look the same.

#include <ganymede/inspect/color_scale.hpp>
#include <ganymede/inspect/markup.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// The colours and letters of a picture. It paints its own ground, so that it is read on any.
struct SvgStyle {
  static constexpr std::string_view ground = "#fffffb", ink = "#1d2129", soft = "#5b6270", line = "#d9d7cf";
  static constexpr std::string_view font = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
};

/// A picture of `width` x `height` units: a title for screen readers, the ground, and `content`.
inline std::string svg_picture(double width, double height, std::string_view title, const Markup& content) {
  std::string box = "0 0 ";
  detail::append_number(box, width, 6);
  box += ' ';
  detail::append_number(box, height, 6);
  const Attribute font{"font-family", SvgStyle::font};
  return element("svg",
                 {{"xmlns", "http://www.w3.org/2000/svg"},
                  {"viewBox", box},
                  {"width", width},
                  {"height", height},
                  {"role", "img"},
                  {"font-size", 13},
                  font},
                 element("title", {}, title),
                 element("rect", {{"width", width}, {"height", height}, {"rx", 8}, {"fill", SvgStyle::ground}}), content)
             .str() +
         '\n';
}

/// How a text stands at its point.
struct SvgText {
  std::string_view anchor = "middle";  ///< or start, end
  double size = 13;
  std::string_view fill = SvgStyle::ink;
  std::string_view weight = "normal";
  double rotate = 0;  ///< degrees, clockwise
};

/// `text` at (x, y), its baseline there. White space is kept, and a text of another direction cannot turn what stands beside it.
inline Markup svg_text(double x, double y, std::string_view text, const SvgText& style = {}) {
  std::string turn = "rotate(";
  detail::append_number(turn, style.rotate, 4);
  for (const double part : {x, y}) detail::append_number(turn += ' ', part, 6);
  return element("text",
                 {{"x", x},
                  {"y", y},
                  {"text-anchor", style.anchor},
                  {"font-size", style.size},
                  {"fill", style.fill},
                  {"font-weight", style.weight},
                  {"transform", style.rotate == 0 ? std::string() : turn + ')'},
                  {"unicode-bidi", "isolate"}},
                 text);
}

inline Markup svg_line(double x1, double y1, double x2, double y2, std::string_view color, double width = 1) {
  return element("line", {{"x1", x1}, {"y1", y1}, {"x2", x2}, {"y2", y2}, {"stroke", color}, {"stroke-width", width}});
}

}  // namespace ganymede::inline v0
