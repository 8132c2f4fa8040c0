#include <ganymede/inspect/packed_weights.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("weights are 16 bits each, little-endian, in base64; of a causal map what rows see") {
  Tensor<float> map(2, 2);
  map.view() << 1.0F, 0.0F, 0.5F, 2.0F;  // what is above 1 counts as 1
  detail::PackedWeights all, seen, none;
  all.add(map, false);
  CHECK(std::move(all).str() == "//8AAACA//8=");  // ff ff 00 00 00 80 ff ff
  seen.add(map, true);
  CHECK(std::move(seen).str() == "//8AgP//");  // ff ff 00 80 ff ff
  CHECK(std::move(none).str().empty());
}
