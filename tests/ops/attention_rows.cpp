#include <ganymede/ops/attention_rows.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("what a query sees: causal, windows, everything") {
  using Settings = AttentionSettings<float>;
  const auto seen = [](const Settings& s, Index position, Index keys) {
    const VisibleRange range = s.visible(position, keys);
    return std::pair{range.begin, range.end};
  };
  CHECK(seen({}, 4, 10) == std::pair<Index, Index>{0, 5});
  CHECK(seen({.before = 2}, 4, 10) == std::pair<Index, Index>{2, 5});
  CHECK(seen({.before = 2}, 1, 10) == std::pair<Index, Index>{0, 2});
  CHECK(seen({.after = Settings::unlimited}, 4, 10) == std::pair<Index, Index>{0, 10});
  CHECK(seen({.before = 1, .after = 1}, 9, 10) == std::pair<Index, Index>{8, 10});
}
