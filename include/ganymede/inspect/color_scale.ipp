#pragma once
// The bodies of color_scale.hpp.

#include <ganymede/inspect/color_scale.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string Color::str() const {
  constexpr char digits[] = "0123456789abcdef";
  std::string text = "#";
  for (const std::uint8_t part : {red, green, blue}) text.append(1, digits[part >> 4]).append(1, digits[part & 15]);
  return text;
}

GANYMEDE_ONCE double Color::luminance() const {
  const auto linear = [](std::uint8_t part) {
    const double c = part / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

namespace detail {

GANYMEDE_ONCE Color between_points(std::span<const std::uint32_t> points, double at) {
  const double place = std::clamp(at, 0.0, 1.0) * static_cast<double>(points.size() - 1);
  const std::size_t i = std::min(static_cast<std::size_t>(place), points.size() - 2);
  const Color a = Color::hex(points[i]), b = Color::hex(points[i + 1]);
  const auto mix = [t = place - static_cast<double>(i)](std::uint8_t x, std::uint8_t y) {
    return static_cast<std::uint8_t>(std::lround(x + t * (y - x)));
  };
  return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

}  // namespace detail

GANYMEDE_ONCE Color series_color(std::size_t index) {
  constexpr std::array<std::uint32_t, 7> colors{0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x8a6a00, 0x56b4e9, 0x444444};
  return Color::hex(colors[index % colors.size()]);
}

GANYMEDE_ONCE std::string shaded(const std::string& text, Color color, TerminalColors colors) {
  if (colors == TerminalColors::none) return text;
  const auto code = [colors](Color c) {
    if (colors == TerminalColors::truecolor)
      return "2;" + std::to_string(c.red) + ';' + std::to_string(c.green) + ';' + std::to_string(c.blue);
    const auto step = [](std::uint8_t part) { return part < 48 ? 0 : part < 115 ? 1 : (part - 35) / 40; };  // 0 95 135 175 215 255
    return "5;" + std::to_string(16 + 36 * step(c.red) + 6 * step(c.green) + step(c.blue));
  };
  return "\x1b[48;" + code(color) + "m\x1b[38;" + code(color.text()) + 'm' + text + "\x1b[0m";
}

}  // namespace ganymede::inline v0
