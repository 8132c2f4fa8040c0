#include <ganymede/inspect/pca.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/word2vec.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ganymede;

namespace {
void check(std::span<const float> table, const Json& e) {
  const auto rows = e["rows"].get<Index>(), columns = e["columns"].get<Index>();
  CAPTURE(rows);
  CAPTURE(columns);
  const PrincipalComponents found = principal_components(table, rows, columns, 3);
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(found.variance_share[k] == doctest::Approx(e["shares"][k].get<double>()).epsilon(1e-6));
    for (std::size_t c = 0; c < static_cast<std::size_t>(columns); ++c)
      CHECK(std::abs(double(found.axes[k * static_cast<std::size_t>(columns) + c]) - e["axes"][k][c].get<double>()) < 1e-6);
    for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r)
      CHECK(std::abs(double(found.coordinates[r * 3 + k]) - e["coordinates"][r][k].get<double>()) < 2e-6);
  }
}
}  // namespace

TEST_CASE("components are those of numpy's singular value decomposition, wide and tall") {
  const Json expected = read_json(GANYMEDE_TEST_DATA "/word2vec/expected.json");
  check(read_word2vec(GANYMEDE_TEST_DATA "/word2vec/words.bin").vectors, expected["pca"]);
  for (const Json& e : expected["small"]) check(e["table"].get<std::vector<float>>(), e);
}

TEST_CASE("a table by hand: points on a line, moved away from zero") {
  const float table[] = {10, 20, 13, 24, 16, 28};  // steps of (3, 4)
  const PrincipalComponents line = principal_components(table, 3, 2, 3);
  CHECK(line.variance_share[0] == doctest::Approx(1));
  CHECK(line.total_share() == doctest::Approx(1));
  CHECK(line.axes[0] == doctest::Approx(0.6F));
  CHECK(line.axes[1] == doctest::Approx(0.8F));
  for (std::size_t r = 0; r < 3; ++r) {
    CHECK(line.coordinates[3 * r] == doctest::Approx(5 * (double(r) - 1)));
    CHECK(line.coordinates[3 * r + 1] == 0);  // there are no more directions
    CHECK(line.coordinates[3 * r + 2] == 0);
    CHECK(line.along(0, std::span(table).subspan(2 * r, 2)) == doctest::Approx(5 * (double(r) - 1)));
  }
  const float beside[] = {13 + 3 - 4, 24 + 4 + 3};  // as far off the line as along it
  CHECK(line.along(0, beside) == doctest::Approx(5));
  CHECK(line.along(1, beside) == 0);
}

TEST_CASE("one row, equal rows, more components than there can be: zeros, nothing that is no number") {
  const std::vector<float> equal(8 * 5, 2.5F);
  for (const Index rows : {1, 8}) {
    const PrincipalComponents none = principal_components(std::span(equal).first(static_cast<std::size_t>(rows * 5)), rows, 5, 7);
    for (const float c : none.coordinates) CHECK(c == 0);
    CHECK(none.total_share() == 0);
  }
}

TEST_CASE("many rows of many columns: at right angles, and the spread along an axis is its share") {
  const Index rows = 300, columns = 120;
  std::vector<float> table;
  std::uint32_t state = 7;
  for (Index i = 0; i < rows * columns; ++i) {
    state = state * 1664525U + 1013904223U;
    table.push_back(static_cast<float>(state >> 8) / 16777216.0F * static_cast<float>(std::exp(-0.05 * double(i % columns))));
  }
  const PrincipalComponents found = principal_components(table, rows, columns, 3), again = principal_components(table, rows, columns, 3);
  CHECK(found.coordinates == again.coordinates);
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) {
      double product = 0;
      for (std::size_t c = 0; c < 120; ++c) product += double(found.axes[a * 120 + c]) * double(found.axes[b * 120 + c]);
      CHECK(std::abs(product - (a == b ? 1 : 0)) < 1e-6);
    }
  CHECK(found.variance_share[0] > found.variance_share[1]);
  CHECK(found.variance_share[1] > found.variance_share[2]);
}

TEST_CASE("tables that cannot be are refused") {
  const std::vector<float> six(6, 1.0F), wrong{1, std::numeric_limits<float>::quiet_NaN()};
  CHECK_THROWS_AS(principal_components(six, 4, 2, 3), InputError);
  CHECK_THROWS_AS(principal_components(six, 2, 2, 3), InputError);
  CHECK_THROWS_AS(principal_components(six, 0, 6, 3), InputError);
  CHECK_THROWS_AS(principal_components(six, 6, 0, 3), InputError);
  CHECK_THROWS_AS(principal_components(six, 3, 2, 0), InputError);
  CHECK_THROWS_AS(principal_components(wrong, 2, 1, 1), InputError);
}
