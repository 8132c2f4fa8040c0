#pragma once
// Colours that also colour-blind people and black-and-white printers put in the right order.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ganymede::inline v0 {

/// sRGB.
struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Color&) const = default;

  static constexpr Color hex(std::uint32_t rgb) {
    return {static_cast<std::uint8_t>(rgb >> 16 & 255), static_cast<std::uint8_t>(rgb >> 8 & 255), static_cast<std::uint8_t>(rgb & 255)};
  }
  /// "#rrggbb"
  std::string str() const;
  /// Relative luminance (WCAG 2.1), 0 for black to 1 for white.
  double luminance() const;
  /// Black or white, whichever is read better on this colour.
  Color text() const { return luminance() > 0.179 ? Color{} : Color{255, 255, 255}; }
};

namespace detail {
/// Control points of cividis (Nunez, Anderton, Renslow 2018, PLoS ONE 13(7): e0199239), sixteenths apart.
inline constexpr std::array<std::uint32_t, 17> sequential_points{0x00224e, 0x002e6a, 0x1a386f, 0x32436d, 0x434e6c, 0x535a6d,
                                                                 0x61656f, 0x6f7073, 0x7d7c78, 0x8c8878, 0x9b9476, 0xaba072,
                                                                 0xbcae6c, 0xcdbb63, 0xdec958, 0xf0d846, 0xfee838};
/// From the blue to the vermilion of Okabe and Ito's palette (2008) over near-white, straight lines in OKLab (Ottosson 2020).
inline constexpr std::array<std::uint32_t, 9> diverging_points{0x0072b2, 0x5492c4, 0x8ab3d4, 0xbed3e4, 0xf3f3f3,
                                                               0xf0cfbf, 0xeaab8c, 0xe18656, 0xd55e00};

GANYMEDE_ONCE Color between_points(std::span<const std::uint32_t> points, double at);
}  // namespace detail

/// From dark blue at 0 to yellow at 1, ever lighter. Outside, and for what is no number: the end.
inline Color sequential_color(double at) { return detail::between_points(detail::sequential_points, at >= 0 ? at : 0); }

/// Blue at -1, near-white at 0, vermilion at 1.
inline Color diverging_color(double at) { return detail::between_points(detail::diverging_points, at == at ? (at + 1) / 2 : 0.5); }

/// Colours of things that have no order (Okabe and Ito 2008); they repeat after seven.
GANYMEDE_ONCE Color series_color(std::size_t index);

/// What a terminal understands.
enum class TerminalColors : std::uint8_t { none, palette256, truecolor };

/// Makes `text` stand on `color`, in black or white; the text alone where there are no colours.
GANYMEDE_ONCE std::string shaded(const std::string& text, Color color, TerminalColors colors);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/color_scale.ipp>
#endif
