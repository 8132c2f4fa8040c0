#pragma once
// The bodies of svg_chart.hpp.

#include <ganymede/inspect/svg_chart.hpp>

#include <ganymede/inspect/svg.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace ganymede::inline v0 {

namespace detail {

/// An axis: which values it covers, and its ticks.
class ChartScale {
 public:
  ChartScale(const ChartAxis& axis, std::span<const ChartLine> lines, std::vector<double> ChartLine::*values) : axis_(axis) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const ChartLine& line : lines)
      for (const double value : line.*values)
        if (shows(value)) low = std::min(low, along(value)), high = std::max(high, along(value));
    if (low > high) low = 0, high = 1;
    if (axis_.base == 0 && axis_.from_zero) low = std::min(low, 0.0), high = std::max(high, 0.0);
    if (high - low < 1e-12 * std::max(1.0, std::abs(high))) low -= 0.5, high += 0.5;
    step_ = step(high - low);
    low_ = std::floor(low / step_ + 1e-9) * step_;
    high_ = std::ceil(high / step_ - 1e-9) * step_;
  }

  bool shows(double value) const { return std::isfinite(value) && (axis_.base == 0 || value > 0); }
  /// 0 at the beginning of the axis, 1 at its end.
  double operator()(double value) const { return (along(value) - low_) / (high_ - low_); }
  /// Calls f(value, label) for each tick.
  template <class F>
  void ticks(F f) const {
    const int count = static_cast<int>(std::lround((high_ - low_) / step_));
    for (int i = 0; i <= count; ++i) {
      double at = low_ + i * step_;
      if (std::abs(at) < 1e-9 * step_) at = 0;
      const double value = axis_.base == 0 ? at : std::pow(axis_.base, at);
      std::string label;
      append_number(label, value, axis_.base == 2 ? 7 : 5);
      f(value, label);
    }
  }

 private:
  double along(double value) const { return axis_.base == 0 ? value : std::log(value) / std::log(axis_.base); }
  /// 1, 2 or 5 times a power of ten, for four to ten steps; on a logarithmic axis 1 as long as that makes no more than twelve.
  double step(double range) const {
    if (axis_.base != 0) return std::max(1.0, std::ceil(range / 12));
    const double power = std::pow(10.0, std::floor(std::log10(range / 5)));
    double best = power;
    for (const double factor : {1.0, 2.0, 5.0, 10.0})
      if (range / (power * factor) >= 4) best = power * factor;
    return best;
  }

  const ChartAxis& axis_;
  double low_ = 0, high_ = 1, step_ = 1;
};

}  // namespace detail

GANYMEDE_ONCE std::string svg_line_chart(const ChartOptions& options, std::span<const ChartLine> lines) {
  const detail::ChartScale x(options.x, lines, &ChartLine::x), y(options.y, lines, &ChartLine::y);
  const double legend = lines.size() > 1 ? 22.0 * static_cast<double>(lines.size()) : 0;
  const double left = 70, right = options.width - 24, top = 48 + legend, bottom = options.height + legend - 56;
  const auto place_x = [&](double value) { return left + x(value) * (right - left); };
  const auto place_y = [&](double value) { return bottom - y(value) * (bottom - top); };

  Markup out = svg_text(left, 30, options.title, {.anchor = "start", .size = 16, .weight = "600"});
  x.ticks([&](double value, const std::string& label) {
    out += svg_line(place_x(value), top, place_x(value), bottom, SvgStyle::line);
    out += svg_text(place_x(value), bottom + 19, label, {.size = 12, .fill = SvgStyle::soft});
  });
  y.ticks([&](double value, const std::string& label) {
    out += svg_line(left, place_y(value), right, place_y(value), SvgStyle::line);
    out += svg_text(left - 8, place_y(value) + 4, label, {.anchor = "end", .size = 12, .fill = SvgStyle::soft});
  });
  out += svg_line(left, bottom, right, bottom, SvgStyle::soft);
  out += svg_line(left, top, left, bottom, SvgStyle::soft);
  out += svg_text((left + right) / 2, bottom + 42, options.x.label, {.fill = SvgStyle::soft});
  out += svg_text(18, (top + bottom) / 2, options.y.label, {.fill = SvgStyle::soft, .rotate = -90});

  constexpr std::array<std::string_view, 4> dashes{"", "7 4", "2 3", "9 3 2 3"};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string color = series_color(i).str();
    const auto stroke = [&](std::string_view points) {
      return element("polyline", {{"points", points},
                                  {"fill", "none"},
                                  {"stroke", color},
                                  {"stroke-width", 2.25},
                                  {"stroke-linejoin", "round"},
                                  {"stroke-dasharray", dashes[i % dashes.size()]}});
    };
    const auto mark = [&](double at_x, double at_y, std::string_view says) {  // circle, square or diamond
      const double r = 3.5;
      if (i % 3 == 0) return element("circle", {{"cx", at_x}, {"cy", at_y}, {"r", r}, {"fill", color}}, element("title", {}, says));
      std::string turn;
      if (i % 3 == 2) {
        turn = "rotate(45";
        for (const double part : {at_x, at_y}) detail::append_number(turn += ' ', part, 6);
        turn += ')';
      }
      return element("rect", {{"x", at_x - r}, {"y", at_y - r}, {"width", 2 * r}, {"height", 2 * r}, {"fill", color}, {"transform", turn}},
                     element("title", {}, says));
    };
    std::string points;
    Markup marks;
    const ChartLine& line = lines[i];
    const std::size_t every = line.x.size() / 32 + 1;  // of many points not all are marked
    for (std::size_t k = 0; k < std::min(line.x.size(), line.y.size()); ++k) {
      if (!x.shows(line.x[k]) || !y.shows(line.y[k])) continue;
      const double at_x = place_x(line.x[k]), at_y = place_y(line.y[k]);
      detail::append_number(points += points.empty() ? "" : " ", at_x, 6);
      detail::append_number(points += ',', at_y, 6);
      std::string says = line.name + ": ";
      detail::append_number(says, line.x[k], 6);
      detail::append_number(says += ", ", line.y[k], 4);
      if (k % every == 0) marks += mark(at_x, at_y, says);
    }
    out += stroke(points);
    out += marks;
    if (lines.size() < 2) continue;
    const double row = 48 + 22 * static_cast<double>(i);
    std::string sample;
    detail::append_number(sample, left, 6);
    for (const double part : {row, left + 34.0}) detail::append_number(sample += part == row ? ',' : ' ', part, 6);
    detail::append_number(sample += ',', row, 6);
    out += stroke(sample);
    out += mark(left + 17, row, line.name);
    out += svg_text(left + 44, row + 4.5, line.name, {.anchor = "start"});
  }
  return svg_picture(options.width, options.height + legend, options.title, out);
}

}  // namespace ganymede::inline v0
