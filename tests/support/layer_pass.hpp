#pragma once
// What tests of layers share: matrices by their values, and a pass over a batch as a model makes one.

#include <ganymede/layers/linear.hpp>

#include <random>
#include <span>
#include <string>
#include <vector>

#include "model_files.hpp"

namespace ganymede {

/// y = x W^T with W [out, in], row by row.
template <Scalar T>
Linear<T> linear_of(Index outputs, Index inputs, std::span<const float> values) {
  std::string stored;
  for (const float v : values) stored += raw(v);
  GgufFile file;
  file.string("general.architecture", "test");
  file.tensor("matrix.weight", {static_cast<std::uint64_t>(inputs), static_cast<std::uint64_t>(outputs)}, 0, stored);
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "a matrix"};
  return {Weights(checkpoint, {}, "") / "matrix", outputs, inputs};
}
template <Scalar T>
Linear<T> linear_of(Index outputs, Index inputs, const std::vector<float>& values) {
  return linear_of<T>(outputs, inputs, std::span<const float>(values));
}

/// Numbers from -1 to 1, in steps that floats hold exactly.
inline std::vector<float> steps_of(Index count, unsigned seed) {
  std::mt19937 generator(seed);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& v : values) v = static_cast<float>(static_cast<int>(generator() % 257) - 128) / 128;
  return values;
}

template <Scalar T>
Matrix<T> matrix_of(Index rows, Index cols, const std::vector<float>& values) {
  return Eigen::Map<const Matrix<float>>(values.data(), rows, cols).template cast<T>();
}
template <Scalar T>
View<T> shown(Matrix<T>& matrix) {
  return view_of(matrix.data(), matrix.rows(), matrix.cols());
}

/// Sequences with one layer's cache.
inline std::shared_ptr<const StateShape> one_layer(Index num_key_value_heads, Index head_dim, Index positions = 64) {
  return make_state_shape(1, {num_key_value_heads, head_dim}, positions);
}

/// f(pass) for a pass over `batch`: positions reserved before and committed after, as a model does.
template <class F, class P>
void with_pass_over(const Batch& batch, P& probe, F f) {
  for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
  Workspace workspace;
  ThreadPool pool{2};
  Pass<P> pass{batch, workspace, pool, probe};
  f(pass);
  for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
}
template <class F>
void with_pass_over(const Batch& batch, F f) {
  NoProbe probe;
  with_pass_over(batch, probe, f);
}

}  // namespace ganymede
