#pragma once
// A table of numbers as shaded cells, as SVG.

#include <ganymede/inspect/svg.hpp>

#include <cmath>

namespace ganymede::inline v0 {

/// Rows x columns of `values`, row by row. NaN leaves a cell empty.
struct ShadedGrid {
  std::string_view title{};
  std::string_view row_label{}, column_label{};  ///< what the rows and the columns are
  std::span<const std::string> rows{}, columns{};
  std::span<const float> values{};
  bool diverging = false;  ///< colours for both signs; else 0 is the lowest
  double largest = 1;      ///< the value (its amount) of the last colour
  bool numbers = true;     ///< writes each value in its cell, in hundredths
};

/// The grid with its labels and the colours' legend. A cell says its row, column and value where one points.
inline std::string svg_grid(const ShadedGrid& grid) {
  const auto longest = [](std::span<const std::string> texts) {
    std::size_t most = 1;
    for (const std::string& text : texts) {
      std::size_t length = 0;
      detail::for_each_character(text, [&length](std::string_view, char32_t code) { length += code >= 0x2e80 ? 2 : 1; });
      most = std::max(most, length);
    }
    return static_cast<double>(std::min<std::size_t>(most, 24));
  };
  const double cell = grid.numbers ? 38 : 20, rows = static_cast<double>(grid.rows.size());
  const double left = 44 + 7.6 * longest(grid.rows), top = 74 + 5.8 * longest(grid.columns);
  const double right = left + cell * static_cast<double>(grid.columns.size()), bottom = top + cell * rows;
  const double slope = 5.0 * longest(grid.columns);  // how far a turned label of the last column reaches

  Markup out = svg_text(20, 30, grid.title, {.anchor = "start", .size = 16, .weight = "600"});
  out += svg_text(20, 49, grid.row_label.empty() ? grid.column_label : grid.row_label,
                  {.anchor = "start", .size = 12, .fill = SvgStyle::soft});
  for (std::size_t c = 0; c < grid.columns.size(); ++c)
    out += svg_text(left + cell * (static_cast<double>(c) + 0.5) + 4, top - 8, grid.columns[c], {.anchor = "start", .rotate = -45});
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    const double y = top + cell * static_cast<double>(r);
    out += svg_text(left - 9, y + cell / 2 + 4.5, grid.rows[r], {.anchor = "end"});
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      const double value = grid.values[r * grid.columns.size() + c];
      if (std::isnan(value)) continue;
      const double x = left + cell * static_cast<double>(c), share = grid.largest > 0 ? value / grid.largest : 0;
      const Color color = grid.diverging ? diverging_color(share) : sequential_color(share);
      std::string says = grid.rows[r] + " \u2192 " + grid.columns[c] + ": ", short_value;
      detail::append_number(says, value, 3);
      out += element("rect",
                     {{"x", x + 0.75}, {"y", y + 0.75}, {"width", cell - 1.5}, {"height", cell - 1.5}, {"rx", 3}, {"fill", color.str()}},
                     element("title", {}, says));
      if (!grid.numbers || std::abs(value) < 0.005) continue;
      detail::append_fixed(short_value, value, 2);
      if (value < 1 && value > 0) short_value.erase(0, 1);  // .25
      out += svg_text(x + cell / 2, y + cell / 2 + 4, short_value, {.size = 11.5, .fill = color.text().str()});
    }
  }
  const double bar = bottom + 22, width = 144;
  for (int i = 0; i < 24; ++i) {
    const Color color = grid.diverging ? diverging_color(i / 11.5 - 1) : sequential_color(i / 23.0);
    out += element("rect", {{"x", left + i * width / 24}, {"y", bar}, {"width", width / 24 + 0.5}, {"height", 10}, {"fill", color.str()}});
  }
  std::string low, high;
  detail::append_number(low, grid.diverging ? -grid.largest : 0, 3);
  detail::append_number(high, grid.largest, 3);
  out += svg_text(left, bar + 26, low, {.size = 11.5, .fill = SvgStyle::soft});
  out += svg_text(left + width, bar + 26, high, {.size = 11.5, .fill = SvgStyle::soft});
  return svg_picture(std::max(right + slope, left + width) + 28, bar + 44, grid.title, out);
}

}  // namespace ganymede::inline v0
