#pragma once
// The nearest of many vectors, found by looking at all of them: products of the queries with one large matrix.

#include <ganymede/core/executor.hpp>
#include <ganymede/core/tensor_view.hpp>
#include <ganymede/ops/packed_matrix.hpp>
#include <ganymede/split.hpp>

#include <memory>
#include <vector>

namespace ganymede::inline v0 {

struct NearVector {
  Index index = 0;  ///< the row
  float score = 0;  ///< the dot product: a cosine, where both have length 1
};

/// Immutable, usable from several threads.
class VectorIndex {
 public:
  /// Copies `vectors` [N, D] into the kernels' layout. `executor`: what searches; null: the process's.
  explicit VectorIndex(TensorView<float> vectors, std::shared_ptr<Executor> executor = nullptr);

  Index size() const noexcept { return matrix_.rows(); }
  Index dimensions() const noexcept { return dimensions_; }

  /// The `top_k` nearest of each query [Q, D], the best first, of equal ones the first. A query's are the same, bit for bit, whatever
  /// others there are. InputError for queries of other dimensions, numbers that are not finite, top_k below 1.
  std::vector<std::vector<NearVector>> search(TensorView<float> queries, Index top_k) const;

 private:
  PackedMatrix matrix_;
  Index dimensions_;
  std::shared_ptr<Executor> executor_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/vector_index.ipp>
#endif
