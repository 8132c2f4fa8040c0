#pragma once
// The bodies of next_token_page.hpp.

#include <ganymede/inspect/next_token_page.hpp>

#include <ganymede/inspect/html.hpp>
#include <ganymede/inspect/readable_token.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

/// ["text", probability] of each.
inline void write_tokens(PageData& data, const NextTokenPage& page, std::span<const TokenProbability> tokens) {
  data.array([&] {
    for (const TokenProbability& t : tokens) data.array([&] { data.string(readable_token(page.text(t.id))).number(t.probability(), 4); });
  });
}

inline void write_lens(PageData& data, const NextTokenPage& page) {
  const LogitLens& lens = *page.lens;
  const Index first = std::max<Index>(lens.rows - static_cast<Index>(page.positions), 0);
  data.key("lens").object([&] {
    data.key("first").integer(first).key("cells").array([&] {
      for (Index layer = 0; layer < lens.layers(); ++layer)
        data.array([&] {
          for (Index row = first; row < lens.rows; ++row)
            data.object([&] {
              const LensCell& cell = lens.at(layer, row);
              write_tokens(data.key("top"), page, cell.top);
              data.key("answer").number(cell.answer.probability(), 4).key("rank").integer(cell.rank);
            });
        });
    });
  });
}

}  // namespace detail

GANYMEDE_ONCE std::string next_token_page(const NextTokenPage& page) {
  PageData data;
  data.key("model").string(page.model).key("tokens").array([&] {
    for (const TokenId id : page.ids) data.string(readable_token(page.text(id)));
  });
  data.key("steps").array([&] {
    for (const FilterStep& step : page.table.steps())
      data.object([&] {
        data.key("name").string(step.name).key("setting").number(step.setting);
        data.key("kept").integer(step.kept).key("lost").number(1 - step.kept_share, 4);
      });
  });
  const std::vector<FilteredToken> tokens = page.table.tokens(std::numeric_limits<std::size_t>::max());
  const auto column = [&](const char* key, auto write) {
    data.key(key).array([&] {
      for (const FilteredToken& t : tokens) write(t);
    });
  };
  column("ids", [&](const FilteredToken& t) { data.integer(t.id); });
  column("texts", [&](const FilteredToken& t) { data.string(readable_token(page.text(t.id))); });
  column("before", [&](const FilteredToken& t) { data.number(t.before, 4); });  // ln; null: not possible
  if (!page.table.steps().empty()) {
    column("cut", [&](const FilteredToken& t) { data.integer(t.cut_by); });
    data.key("after").array([&] {
      for (const FilteredToken& t : tokens)
        if (t.cut_by < 0) data.number(t.after, 4);  // of those that were not cut away, in their order
    });
  }
  if (page.lens != nullptr) detail::write_lens(data, page);
  const Markup body = element("div", {{"id", "page"}});
  return html_page({.title = "What comes next?",
                    .lead = "A language model gives every token of its vocabulary a probability of being the next one.",
                    .body = body,
                    .data = data,
                    .script = page_assets::next_token_js,
                    .style = page_assets::next_token_css});
}

}  // namespace ganymede::inline v0
