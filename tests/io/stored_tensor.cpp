#include <ganymede/io/stored_tensor.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("stored_tensor: elements are the product of the shape") {
  CHECK(StoredTensor{.name = "a", .shape = {3, 4}}.elements() == 12);
  CHECK(StoredTensor{.name = "scalar"}.elements() == 1);
  CHECK(StoredTensor{.name = "empty", .shape = {0, 4}}.elements() == 0);
  CHECK(StoredTensor{.name = "empty", .shape = {Index{1} << 62, 3, 0}}.elements() == 0);  // without an overflow on the way
  CHECK(to_string(std::vector<Index>{32, 64}) == "[32, 64]");
  CHECK(to_string(std::vector<Index>{}) == "[]");
}

TEST_CASE("stored_tensor: only floats and blocks are weights") {
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16, DType::q8_0, DType::q6_k})
    require_weight({.name = "a", .dtype = dtype}, "model.safetensors");
  for (const DType dtype : {DType::f64, DType::i8, DType::u8, DType::i32, DType::i64, DType::boolean, DType::f8_e4m3, DType::f8_e5m2}) {
    const auto error = error_of<TensorError>([&] { require_weight({.name = "a.weight", .dtype = dtype}, "model.safetensors"); });
    CHECK(error.key == "a.weight");
    CHECK(error.file == "model.safetensors");
    CHECK(error.found == name(dtype));
  }
}

TEST_CASE("stored_tensor: an empty tensor is no weight") {
  const StoredTensor empty{.name = "w", .shape = {Index{1} << 40, 0}};
  const auto error = error_of<TensorError>([&] { require_weight(empty, "m"); });
  CHECK(error.key == "w");
  CHECK(error.found == "[1099511627776, 0]");
}
