#include <ganymede/inspect/position_page.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ganymede;

TEST_CASE("a page holds every number of its pictures, and text that cannot leave its place") {
  PositionPicture p;
  p.kind = "rotary";
  p.title = "</script><script>alert(1)</script>";
  p.rows = {"0", "1"};
  p.columns = {"a", "b"};
  p.values = {0.5F, -0.25F, std::numeric_limits<float>::quiet_NaN(), 1};
  p.curves = {{"all", {0, 1}, {1, 0.5}}};
  const std::string page = position_page(std::span(&p, 1));
  CHECK(page.find("<script>alert") == page.npos);
  const std::string open = "id=\"data\">";
  const std::size_t begin = page.find(open) + open.size();
  const Json data = parse_json(page.substr(begin, page.find("</script>", begin) - begin), "page")["pictures"][0];
  CHECK(data["title"] == p.title);
  CHECK(data["values"] == Json{0.5, -0.25, nullptr, 1});
  CHECK(data["curves"][0]["y"] == Json{1, 0.5});
}
