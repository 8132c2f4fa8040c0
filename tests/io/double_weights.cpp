#include <ganymede/io/double_weights.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
StoredTensor doubles(const std::string& bytes) {
  return {.name = "w", .dtype = DType::f64, .shape = {static_cast<Index>(bytes.size() / 8)}, .bytes = as_bytes(bytes)};
}
}  // namespace

TEST_CASE("double_weights: f64 becomes f32, rounded to nearest") {
  const double infinity = std::numeric_limits<double>::infinity();
  // The last but one: half a unit above the largest float rounds down to it.
  const double values[] = {0.1, -1.0 / 3, 1e-60, 0x1.fffffefffffffp127, -infinity};
  std::string bytes;
  for (const double value : values) bytes += raw(value);
  bytes += raw(std::nan(""));
  std::vector<StoredTensor> tensors{doubles(bytes), {.name = "v", .shape = {1}, .bytes = as_bytes(bytes).first(4)}};
  std::vector<Buffer> buffers;
  detail::narrow_doubles(tensors, "m", buffers);
  REQUIRE(tensors[0].dtype == DType::f32);
  REQUIRE(tensors[0].bytes.size() == 24);
  const auto at = [&](std::size_t i) { return load<float>(tensors[0].bytes.data() + 4 * i); };
  CHECK(at(0) == 0.1f);
  CHECK(at(1) == -1.0f / 3);
  CHECK(at(2) == 0);
  CHECK(at(3) == std::numeric_limits<float>::max());
  CHECK(at(4) == -std::numeric_limits<float>::infinity());
  CHECK(std::isnan(at(5)));
  CHECK(tensors[1].bytes.data() == as_bytes(bytes).data());  // not touched
  CHECK(buffers.size() == 1);
}

TEST_CASE("double_weights: a finite number beyond f32 is an error") {
  for (const double value : {1e39, -1e300, 0x1.ffffffp127}) {
    const std::string bytes = raw(1.0) + raw(value);
    std::vector<StoredTensor> tensors{doubles(bytes)};
    std::vector<Buffer> buffers;
    const auto error = error_of<TensorError>([&] { detail::narrow_doubles(tensors, "m", buffers); });
    CHECK(error.key == "w");
    CHECK(error.file == "m");
  }
}
