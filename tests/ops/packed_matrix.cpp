#include <ganymede/ops/packed_matrix.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "../support/error_of.hpp"
#include "../support/products.hpp"

using namespace ganymede;

TEST_CASE("two rows of two floats, by hand: sixteen outputs side by side for each input") {
  ThreadPool pool(1);
  const std::vector<float> stored{1, 2, 3, 4};
  const RowSource sources[] = {source(stored, 2, 2)};
  const PackedMatrix w = pack(sources, DType::f32, pool);
  const float* const packed = reinterpret_cast<const float*>(w.group(0));
  CHECK(packed[0] == 1);  // input 0 of outputs 0 and 1
  CHECK(packed[1] == 3);
  CHECK(packed[16] == 2);  // input 1
  CHECK(packed[17] == 4);
  for (std::size_t lane = 2; lane < 16; ++lane) {
    CHECK(packed[lane] == 0);
    CHECK(packed[16 + lane] == 0);
  }
  CHECK(w.bytes() == 64 * 2 * sizeof(float));  // whole groups of 64 rows
  std::vector<float> row(2);
  w.row(1, row.data());
  CHECK(row == std::vector<float>{3, 4});
}

TEST_CASE("sources stand one below the other across the borders of groups") {
  ThreadPool pool(2);
  const std::vector<float> a = uniform_floats(63 * 32, 1), b = uniform_floats(2 * 32, 2), c = uniform_floats(70 * 32, 3);
  const RowSource sources[] = {source(a, 63, 32), source(b, 2, 32), source(c, 70, 32)};
  const PackedMatrix w = pack(sources, DType::f32, pool);
  REQUIRE(w.rows() == 135);
  std::vector<float> row(32);
  for (const auto& [n, values, at] :
       {std::tuple<Index, const std::vector<float>*, Index>{62, &a, 62}, {63, &b, 0}, {64, &b, 1}, {65, &c, 0}, {134, &c, 69}}) {
    w.row(n, row.data());
    CHECK(std::equal(row.begin(), row.end(), values->begin() + at * 32));
  }
}

TEST_CASE("matrices that do not fit, and rows of no whole blocks, are refused") {
  ThreadPool pool(1);
  const std::vector<float> values(128);
  const RowSource unequal[] = {source(values, 2, 32), source(values, 1, 64)};
  const ErrorDetails details = error_of<TensorError>([&] { pack(unequal, DType::f32, pool); });
  CHECK(details.expected == "32");
  CHECK(details.found == "64");
  const RowSource broken[] = {source(values, 2, 33)};
  CHECK_THROWS_AS(pack(broken, DType::q8_0, pool), TensorError);
  CHECK(pack({}, DType::f32, pool).rows() == 0);
}
