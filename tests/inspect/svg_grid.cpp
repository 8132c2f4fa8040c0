#include <ganymede/inspect/svg_grid.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "../support/error_of.hpp"

using ganymede::svg_grid;

TEST_CASE("svg_grid: a cell has its colour, its number and what it means; NaN is empty") {
  const std::vector<std::string> rows{"the", "<b>"}, columns{"the", "cat"};
  const std::vector<float> values{1, NAN, 0.25F, 0.75F};
  const std::string grid =
      svg_grid({.title = "Layer 1 & head 2", .row_label = "each row", .rows = rows, .columns = columns, .values = values});
  CHECK(contains(grid, "fill=\"" + ganymede::sequential_color(0.25).str() + "\""));
  CHECK(contains(grid, "<title>&lt;b&gt; \u2192 cat: 0.75</title>"));
  CHECK(contains(grid, ">.75</text>"));
  CHECK(contains(grid, ">1.00</text>"));
  CHECK(contains(grid, "Layer 1 &amp; head 2"));
  CHECK_FALSE(contains(grid, "nan"));
  CHECK_FALSE(contains(grid, "the \u2192 cat"));
}

TEST_CASE("svg_grid: both signs") {
  const std::vector<std::string> names{"a"};
  const std::vector<float> values{-2};
  const std::string grid = svg_grid({.rows = names, .columns = names, .values = values, .diverging = true, .largest = 2, .numbers = false});
  CHECK(contains(grid, "fill=\"" + ganymede::diverging_color(-1).str() + "\""));
  CHECK(contains(grid, ">-2</text>"));
}
