#include <ganymede/io/adapter_places.hpp>

#include <doctest/doctest.h>

using namespace ganymede;
using Rows = std::vector<Index>;

TEST_CASE("rows of a part of a tensor, and of heads whose halves are neighbours in one of the two files") {
  using Part = TensorName::Part;
  using detail::AdapterPlace;
  CHECK(AdapterPlace{}.rows_of(3, 3) == Rows{0, 1, 2});
  CHECK_FALSE(AdapterPlace{}.rows_of(2, 3));
  CHECK(AdapterPlace{.part = Part::numbered, .number = 1}.rows_of(2, 6) == Rows{2, 3});
  CHECK_FALSE(AdapterPlace{.part = Part::numbered, .number = 3}.rows_of(2, 6));
  CHECK(AdapterPlace{.part = Part::first}.rows_of(2, 6) == Rows{0, 1});
  CHECK(AdapterPlace{.part = Part::middle}.rows_of(2, 6) == Rows{2, 3});
  CHECK(AdapterPlace{.part = Part::last}.rows_of(2, 6) == Rows{4, 5});
  CHECK_FALSE(AdapterPlace{.part = Part::last}.rows_of(4, 6));
  CHECK(AdapterPlace{.head_dim = 4}.rows_of(4, 4) == Rows{0, 2, 1, 3});
  CHECK(AdapterPlace{.head_dim = 6}.rows_of(6, 6) == Rows{0, 2, 4, 1, 3, 5});
  CHECK(AdapterPlace{.head_dim = 6, .from_pairs = true}.rows_of(6, 6) == Rows{0, 3, 1, 4, 2, 5});
  CHECK_FALSE(AdapterPlace{.head_dim = 4}.rows_of(6, 6));
}
