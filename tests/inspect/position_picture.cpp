#include <ganymede/inspect/position_picture.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ganymede;

namespace {
PositionPicture small() {
  return {.kind = "alibi",
          .title = "A <title>",
          .how = "one two three",
          .rows_are = "heads",
          .columns_are = "distance",
          .values_are = "bias",
          .rows = {"head 0", "head 1"},
          .columns = {"0", "1", "2", "3"},
          .values = {-1, -0.4F, 0, 1, 0.3F, std::numeric_limits<float>::quiet_NaN(), 9, -9},
          .diverging = true,
          .largest = 1,
          .over_distance = "",
          .distance_is = "distance",
          .curve_value_is = "bias",
          .curves = {{"head 0", {0, 1}, {0, -1}}}};
}
}  // namespace

TEST_CASE("text: a character a value, nothing where there is none, the ends for what lies outside") {
  PositionPicture p = small();
  CHECK(position_text(p, TerminalColors::none) ==
        "A <title>\n\none two three\n\nhead 0  =-.#\nhead 1  + #=\n        0 ... 3  (distance; heads down)\n");
  CHECK(position_text(p, TerminalColors::none, 1, 2).find("head 0  =.\n") != std::string::npos);
  CHECK(position_text(p, TerminalColors::none, 1, 2).find("head 1") == std::string::npos);
  CHECK(position_text(p, TerminalColors::truecolor).find("\x1b[48;2;0;114;178m") != std::string::npos);
  p.diverging = false;
  CHECK(position_text(p, TerminalColors::none).find("head 0  ...@\n") != std::string::npos);
  CHECK(detail::wrapped("one two three four", 9) == "one two\nthree\nfour\n");
  CHECK(detail::wrapped("", 9) == "\n");
}

TEST_CASE("table and curves as SVG: escaped, with the values to point at") {
  const std::string table = position_table_svg(small()), chart = position_chart_svg(small());
  for (const std::string& svg : {table, chart}) {
    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    CHECK(svg.find("A &lt;title&gt;") != svg.npos);
    CHECK(svg.find("<title>A <") == svg.npos);
  }
  CHECK(table.find("head 0 \u2192 1: -0.4") != table.npos);
  CHECK(table.find("head 1 \u2192 1") == table.npos);
  CHECK(chart.find("polyline") != chart.npos);
}
