#pragma once
// What tests of products share: memory, values, and the instruction sets of this machine.

#include <ganymede/core/buffer.hpp>
#include <ganymede/ops/isa.hpp>
#include <ganymede/ops/packed_matrix.hpp>

#include <cstddef>
#include <random>
#include <vector>

namespace ganymede {

/// Memory for one call.
struct Scratch {
  std::vector<Buffer> taken;
  template <class T>
  T* take_array(std::size_t count) {
    taken.emplace_back(count * sizeof(T));
    return reinterpret_cast<T*>(taken.back().data());
  }
};

inline std::vector<float> uniform_floats(Index count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& v : values) v = uniform(generator);
  return values;
}

inline RowSource source(const std::vector<float>& values, Index rows, Index cols) {
  return {DType::f32, rows, cols, reinterpret_cast<const std::byte*>(values.data())};
}

inline std::vector<Isa> machine_isas() {
  std::vector<Isa> isas;
  for (std::size_t i = 0; i < isa_names.size(); ++i)
    if (supported(static_cast<Isa>(i))) isas.push_back(static_cast<Isa>(i));
  return isas;
}

}  // namespace ganymede
