#include <ganymede/inspect/svg_chart.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "../support/error_of.hpp"

using ganymede::svg_line_chart;

TEST_CASE("svg_chart: every point gets its mark, every line its entry in the legend, round numbers their ticks") {
  const std::vector<ganymede::ChartLine> lines{{"transformer <1>", {1, 2, 4, 8}, {4, 3, 2.5, 2.2}},
                                               {"LSTM", {1, 2, 4, 8}, {4.1, 3.5, 3.4, 3.4}}};
  const std::string chart = svg_line_chart({.title = "Loss & context", .x = {.label = "tokens", .base = 2}, .y = {.label = "loss"}}, lines);
  CHECK(times_in(chart, "<circle") == 5);
  CHECK(times_in(chart, "<polyline") == 4);
  CHECK(contains(chart, "transformer &lt;1&gt;"));
  CHECK(contains(chart, "Loss &amp; context"));
  for (const char* tick : {">1</text>", ">2</text>", ">4</text>", ">8</text>", ">2.2</text>", ">3.4</text>"}) CHECK(contains(chart, tick));
  CHECK_FALSE(contains(chart, "nan"));
  // log2: 1, 2, 4, 8 stand at equal distances from 70 to 696
  CHECK(contains(chart, "cx=\"70\""));
  CHECK(contains(chart, "cx=\"278.667\""));
  CHECK(contains(chart, "cx=\"696\""));
}

TEST_CASE("svg_chart: points that cannot be placed are left out; nothing, one point and equal values still make a chart") {
  const std::vector<ganymede::ChartLine> bad{{"a", {0, -1, NAN, 1, 10}, {1, 1, 1, INFINITY, 1}}};
  const std::string chart = svg_line_chart({.title = "t", .x = {.base = 10}}, bad);
  CHECK(times_in(chart, "<circle") == 1);
  for (const std::string& picture :
       {chart, svg_line_chart({.title = "t"}, {}), svg_line_chart({.title = "t", .y = {.from_zero = true}}, bad)}) {
    CHECK_FALSE(contains(picture, "nan"));
    CHECK_FALSE(contains(picture, "inf"));
    CHECK(contains(picture, "</svg>"));
  }
}
