#include <ganymede/inspect/color_scale.hpp>
#include <ganymede/inspect/page_assets.hpp>

#include <doctest/doctest.h>

#include <cmath>

using ganymede::Color;
using ganymede::diverging_color;
using ganymede::sequential_color;

TEST_CASE("color_scale: the sequential scale grows lighter all the way, the diverging one darker to both ends") {
  for (int i = 0; i < 1000; ++i) CHECK(sequential_color(i / 1000.0).luminance() <= sequential_color((i + 1) / 1000.0).luminance() + 2e-3);
  for (int i = 0; i < 100; ++i) {
    CHECK(diverging_color(i / 100.0).luminance() >= diverging_color((i + 1) / 100.0).luminance() - 2e-3);
    CHECK(diverging_color(-i / 100.0).luminance() >= diverging_color(-(i + 1) / 100.0).luminance() - 2e-3);
  }
  CHECK(sequential_color(0) == Color::hex(0x00224e));
  CHECK(sequential_color(1) == Color::hex(0xfee838));
  CHECK(diverging_color(0) == Color::hex(0xf3f3f3));
}

TEST_CASE("color_scale: what is outside, or no number, takes an end") {
  CHECK(sequential_color(-3) == sequential_color(0));
  CHECK(sequential_color(7) == sequential_color(1));
  CHECK(sequential_color(std::nan("")) == sequential_color(0));
  CHECK(diverging_color(std::nan("")) == diverging_color(0));
  CHECK(diverging_color(-INFINITY) == diverging_color(-1));
}

TEST_CASE("color_scale: text on a colour has at least the contrast that WCAG 2.1 asks for") {
  for (int i = 0; i <= 1000; ++i) {
    const Color color = sequential_color(i / 1000.0);
    const double a = color.luminance(), b = color.text().luminance();
    CHECK((std::max(a, b) + 0.05) / (std::min(a, b) + 0.05) >= 4.5);
  }
}

TEST_CASE("color_scale: terminals") {
  using ganymede::shaded;
  using enum ganymede::TerminalColors;
  CHECK(shaded("x", Color::hex(0x0102ff), none) == "x");
  CHECK(shaded("x", Color::hex(0x0102ff), truecolor) == "\x1b[48;2;1;2;255m\x1b[38;2;255;255;255mx\x1b[0m");
  CHECK(shaded("x", Color::hex(0xffffff), palette256) == "\x1b[48;5;231m\x1b[38;5;16mx\x1b[0m");
  CHECK(Color::hex(0x0a0bfc).str() == "#0a0bfc");
}

TEST_CASE("color_scale: pages have the same colours") {
  const std::string_view script = ganymede::page_assets::common_js.text;
  for (const std::uint32_t color : ganymede::detail::sequential_points)
    CHECK(script.find(Color::hex(color).str().substr(1)) != std::string_view::npos);
  for (const std::uint32_t color : ganymede::detail::diverging_points)
    CHECK(script.find(Color::hex(color).str().substr(1)) != std::string_view::npos);
  for (std::size_t i = 0; i < 7; ++i) CHECK(script.find(ganymede::series_color(i).str()) != std::string_view::npos);
}
