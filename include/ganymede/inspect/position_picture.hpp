#pragma once
// What an encoding of positions does, in numbers: a shaded table, and curves over distance.

#include <ganymede/inspect/svg_chart.hpp>
#include <ganymede/inspect/svg_grid.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// One encoding, with captions that explain it.
struct PositionPicture {
  std::string kind;   ///< "sinusoidal", "rotary", "alibi" or "relative"
  std::string title;  ///< for people, with its sizes
  std::string how;    ///< what the encoding does, in a few sentences
  std::string rows_are, columns_are, values_are;
  std::vector<std::string> rows, columns;
  std::vector<float> values;  ///< [rows, columns]; NaN: there is none
  bool diverging = false;     ///< values of both signs
  double largest = 1;         ///< the amount of the values of the last colour
  std::string over_distance;  ///< what the curves show, in a sentence
  std::string distance_is, curve_value_is;
  std::vector<ChartLine> curves;
};

/// The table as SVG.
inline std::string position_table_svg(const PositionPicture& p) {
  const std::string axes = p.rows_are + " down, " + p.columns_are + " across: " + p.values_are;
  return svg_grid({.title = p.title,
                   .row_label = axes,
                   .rows = p.rows,
                   .columns = p.columns,
                   .values = p.values,
                   .diverging = p.diverging,
                   .largest = p.largest,
                   .numbers = false});
}

/// The curves as SVG.
inline std::string position_chart_svg(const PositionPicture& p) {
  return svg_line_chart({.title = p.title, .x = {.label = p.distance_is}, .y = {.label = p.curve_value_is}}, p.curves);
}

namespace detail {
/// `text` in lines of at most `width` characters.
inline std::string wrapped(std::string_view text, std::size_t width) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (column > 0 && column + 1 + end > width) {
      out += '\n';
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + '\n';
}
}  // namespace detail

/// The table as lines of text, a character a value: shaded where the terminal has colours, else from '=' (lowest) over '.' (zero) to '#',
/// or from '.' to '@' where no value is below zero. Of more rows or columns than fit every second, third ... is shown.
inline std::string position_text(const PositionPicture& p, TerminalColors colors, std::size_t most_rows = 24,
                                 std::size_t most_columns = 68) {
  const auto step = [](std::size_t count, std::size_t most) { return (count + most - 1) / most; };
  const std::size_t every_row = step(p.rows.size(), most_rows), every_column = step(p.columns.size(), most_columns);
  std::size_t label = 0;
  for (const std::string& row : p.rows) label = std::max(label, row.size());
  std::string out = p.title + "\n\n" + detail::wrapped(p.how, 78) + '\n';
  const auto line = [&](std::string_view left, std::string_view rest) {
    out.append(label - std::min(label, left.size()), ' ').append(left).append("  ").append(rest).append("\n");
  };
  for (std::size_t r = 0; r < p.rows.size(); r += every_row) {
    std::string cells;
    for (std::size_t c = 0; c < p.columns.size(); c += every_column) {
      const double share = double(p.values[r * p.columns.size() + c]) / p.largest;
      if (std::isnan(share)) {
        cells += ' ';
        continue;
      }
      if (colors != TerminalColors::none)
        cells += shaded(" ", p.diverging ? diverging_color(share) : sequential_color(share), colors);
      else if (p.diverging)
        cells += "=~-.+*#"[std::lround(3 * std::clamp(share, -1.0, 1.0)) + 3];
      else
        cells += ".:-=+*%#@"[std::lround(8 * std::clamp(share, 0.0, 1.0))];
    }
    line(p.rows[r], cells);
  }
  line("", p.columns.front() + " ... " + p.columns.back() + "  (" + p.columns_are + "; " + p.rows_are + " down)");
  return out;
}

}  // namespace ganymede::inline v0
