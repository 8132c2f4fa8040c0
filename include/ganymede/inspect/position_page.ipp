#pragma once
// The bodies of position_page.hpp.

#include <ganymede/inspect/position_page.hpp>

#include <ganymede/inspect/html.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string position_page(std::span<const PositionPicture> pictures) {
  PageData data;
  data.key("pictures").array([&] {
    for (const PositionPicture& p : pictures)
      data.object([&] {
        data.key("kind").string(p.kind).key("title").string(p.title).key("how").string(p.how);
        data.key("rows_are").string(p.rows_are).key("columns_are").string(p.columns_are).key("values_are").string(p.values_are);
        data.key("rows").strings(p.rows).key("columns").strings(p.columns).key("values").numbers(p.values);
        data.key("diverging").boolean(p.diverging).key("largest").number(p.largest);
        data.key("over_distance").string(p.over_distance).key("distance_is").string(p.distance_is);
        data.key("curve_value_is").string(p.curve_value_is);
        data.key("curves").array([&] {
          for (const ChartLine& line : p.curves)
            data.object([&] { data.key("name").string(line.name).key("x").numbers(line.x, 6).key("y").numbers(line.y); });
        });
      });
  });
  return html_page(
      {.title = "How a transformer knows where a word stands",
       .lead = "Attention by itself sees a heap of words without an order. An encoding of positions gives it one. Each number here "
               "was computed by the layers that run the models.",
       .body = element("div", {{"id", "pictures"}}),
       .data = data,
       .script = page_assets::positions_js,
       .style = page_assets::positions_css});
}

}  // namespace ganymede::inline v0
