#include <ganymede/inspect/svg.hpp>

#include <doctest/doctest.h>

TEST_CASE("svg: a picture stands alone and keeps hostile text as text") {
  const std::string hostile = "</svg><script>alert(1)</script>\"onload='";
  const std::string picture = ganymede::svg_picture(100, 50.5, hostile, ganymede::svg_text(1, 2, hostile, {.rotate = -45}));
  CHECK(picture.starts_with(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50.5" width="100" height="50.5")"));
  CHECK(picture.ends_with("</svg>\n"));
  CHECK(picture.find("<script") == std::string::npos);
  CHECK(picture.find("rotate(-45 1 2)") != std::string::npos);
  CHECK(picture.find("</svg>") == picture.size() - 7);
  CHECK(ganymede::svg_line(0, 1, 2, 3, "#000000").str() == R"(<line x1="0" y1="1" x2="2" y2="3" stroke="#000000" stroke-width="1"/>)");
}
