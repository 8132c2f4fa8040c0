#pragma once
// A cache of random keys and values for the tests of attention.

#include <ganymede/core/buffer.hpp>
#include <ganymede/ops/key_value_rows.hpp>

#include <random>
#include <vector>

inline std::vector<float> random_floats(ganymede::Index count, unsigned seed) {
  std::mt19937 generator(seed);
  std::vector<float> all(static_cast<std::size_t>(count));
  for (float& x : all) x = static_cast<float>(static_cast<int>(generator() % 2001) - 1000) * 1e-3F;
  return all;
}

struct KeyValueCache {
  ganymede::PageLayout layout;
  ganymede::Index length;
  std::vector<float> keys, values;  // [length, K d]
  std::vector<ganymede::Buffer> memory;
  std::vector<std::byte*> addresses;

  KeyValueCache(ganymede::PageLayout layout_, ganymede::Index length_)
      : layout(layout_), length(length_), keys(random_floats(length * row(), 1)), values(random_floats(length * row(), 2)) {
    for (ganymede::Index p = 0; p * ganymede::PageLayout::positions < length; ++p) {
      addresses.push_back(memory.emplace_back(layout.bytes()).data());
      std::memset(addresses.back(), 0xff, layout.bytes());  // what was never written is NaN
    }
    for (ganymede::Index s = 0; s < length; ++s)
      ganymede::store_key_value<float>(pages(), s, keys.data() + s * row(), values.data() + s * row());
  }
  /// Writes `x` in place of all numbers of a position.
  void write(ganymede::Index position, float x) {
    const std::vector<float> all(static_cast<std::size_t>(row()), x);
    ganymede::store_key_value<float>(pages(), position, all.data(), all.data());
  }
  ganymede::Index row() const { return layout.num_key_value_heads * layout.head_dim; }
  ganymede::KeyValuePages pages() const { return {layout, addresses}; }
};
