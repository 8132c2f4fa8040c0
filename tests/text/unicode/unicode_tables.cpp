#include <doctest/doctest.h>
#include <ganymede/text/unicode/unicode_tables.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>

using namespace ganymede::detail::unicode;

namespace {

template <class T, std::size_t n, class Less>
bool strictly_sorted(const T (&table)[n], Less less) {
  return std::adjacent_find(std::begin(table), std::end(table), [&](const T& a, const T& b) { return !less(a, b); }) == std::end(table);
}

}  // namespace

TEST_CASE("tables are sorted, as binary search needs them") {
  const auto number = [](std::uint32_t a, std::uint32_t b) { return a < b; };
  CHECK(strictly_sorted(category_runs, number));
  CHECK(strictly_sorted(script_runs, number));
  CHECK(strictly_sorted(combining_runs, number));
  const auto from = [](const Mapping& a, const Mapping& b) { return a.from < b.from; };
  CHECK(strictly_sorted(lower_case, from));
  CHECK(strictly_sorted(case_fold, from));
  const auto ranges = [](const Range& a, const Range& b) { return a.last < b.first && b.first <= b.last; };
  CHECK(strictly_sorted(white_space, ranges));
  CHECK(strictly_sorted(alphabetic, ranges));
  CHECK(strictly_sorted(decompositions, [](const Decomposition& a, const Decomposition& b) { return a.code_point < b.code_point; }));
  CHECK(strictly_sorted(compositions, [](const Composition& a, const Composition& b) {
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  }));
}

TEST_CASE("indices stay in their tables") {
  for (const Decomposition& d : decompositions) CHECK(d.begin + d.length <= static_cast<int>(std::size(decomposition_data)));
  for (const std::uint32_t run : script_runs) CHECK((run & 0xFF) < std::size(script_names));
}
