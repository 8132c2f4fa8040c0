#pragma once
// Lines over two axes, as SVG.

#include <ganymede/split.hpp>

#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// One line of a chart: points in the order in which they are joined. Points that are not finite (or not positive on a logarithmic
/// axis) are left out.
struct ChartLine {
  std::string name;
  std::vector<double> x, y;
};

/// What stands around the lines. A logarithmic axis has its ticks at powers of `base`.
struct ChartAxis {
  std::string label{};
  double base = 0;         ///< 0: linear; 2 or 10: logarithmic
  bool from_zero = false;  ///< a linear axis begins at 0
};
struct ChartOptions {
  std::string title{};
  ChartAxis x{}, y{};
  double width = 720, height = 420;
};

/// A chart with axes, ticks, grid and a legend. Lines differ in colour, dashes and marks, so that colour is not needed to tell them apart.
GANYMEDE_ONCE std::string svg_line_chart(const ChartOptions& options, std::span<const ChartLine> lines);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/svg_chart.ipp>
#endif
