#pragma once
// y = x W^T + b: weights packed once, at load, and products that are computed where they are needed.

#include <ganymede/io/weights.hpp>
#include <ganymede/ops/matmul.hpp>
#include <ganymede/state/pass.hpp>

#include <functional>
#include <initializer_list>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// How a matrix lies in the checkpoint.
struct WeightLayout {
  bool transposed = false;              ///< stored as [in, out] (GPT-2's Conv1D)
  std::function<Index(Index)> order{};  ///< which stored row becomes row n; empty: the same
};

/// One of the matrices stacked into a Linear: `out` rows of `weights`.
struct LinearPart {
  Weights weights;
  Index out = 0;
  bool bias = false;
  WeightLayout layout{};
};

template <Scalar T>
class Product;

/// A linear layer; W is [out, in]. Copies share the weights. For float, W stays in its stored element type, packed for the kernels; for
/// double it is the plain matrix that tests compare with. Several matrices with a common input may be stacked: q + k + v, gate + up.
template <Scalar T>
class Linear {
 public:
  Linear() = default;
  Linear(const Weights& weights, Index out, Index in, bool bias = false, WeightLayout layout = {})
      : Linear({LinearPart{weights, out, bias, std::move(layout)}}, in) {}
  Linear(std::initializer_list<LinearPart> parts, Index in) {
    std::vector<RowSource> sources;
    std::vector<std::vector<float>> transposed;
    std::vector<T> bias;
    Index out = 0;
    for (const LinearPart& part : parts) {
      sources.push_back(source(part, in, transposed));
      bias.resize(static_cast<std::size_t>(out), T(0));
      if (part.bias) {
        const std::vector<T> stored = part.weights.template vector<T>("bias", part.out);
        bias.resize(static_cast<std::size_t>(out + part.out));
        for (Index n = 0; n < part.out; ++n)
          bias[static_cast<std::size_t>(out + n)] = stored[static_cast<std::size_t>(part.layout.order ? part.layout.order(n) : n)];
      }
      out += part.out;
    }
    if (!bias.empty()) bias.resize(static_cast<std::size_t>(out), T(0));
    const Weights& first = parts.begin()->weights;
    data_ = std::make_shared<const Data>(
        Data{make_matrix(sources, out, in, stored_type(first, sources, in), *first.executor()), std::move(bias)});
  }

  Index out_features() const { return data_->matrix.rows(); }
  Index in_features() const { return data_->matrix.cols(); }

  /// x [T, in] -> a product [T, out], not yet computed.
  template <class P>
  Product<T> operator()(const View<T>& x, Pass<P>& pass) const {
    return {*this, x, pass.workspace, pass.executor};
  }

  /// y = x W^T + b, or y += x W^T + b.
  void multiply(const View<T>& x, View<T>& y, bool accumulate, Workspace& workspace, Executor& executor) const {
    const Workspace::Scope scope(workspace);
    if constexpr (std::same_as<T, float>) {
      ganymede::multiply(data_->matrix, x.data(), x.outerStride(), x.rows(), data_->bias.empty() ? nullptr : data_->bias.data(), y.data(),
                         y.outerStride(), accumulate, executor, workspace);
    } else {
      if (!accumulate) y.setZero();
      y += x.lazyProduct(data_->matrix.view().transpose());
      for (Index n = 0; n < static_cast<Index>(data_->bias.size()); ++n) y.col(n).array() += data_->bias[static_cast<std::size_t>(n)];
    }
  }

  /// Row n of W, in T: what an embedding looks up.
  void row(Index n, T* out) const {
    if constexpr (std::same_as<T, float>)
      data_->matrix.row(n, out);
    else
      Eigen::Map<Matrix<T>>(out, 1, in_features()) = data_->matrix.view().row(n);
  }

 private:
  using Packed = std::conditional_t<std::same_as<T, float>, PackedMatrix, Tensor<T>>;
  struct Data {
    Packed matrix;
    std::vector<T> bias;
  };

  static RowSource source(const LinearPart& part, Index in, std::vector<std::vector<float>>& transposed) {
    const Index shape[] = {part.layout.transposed ? in : part.out, part.layout.transposed ? part.out : in};
    const StoredTensor& t = part.weights.tensor("weight", shape);
    const auto release = [weights = part.weights](std::span<const std::byte> bytes) { weights.release(bytes); };
    if (!part.layout.transposed) return {t.dtype, part.out, in, t.bytes.data(), part.layout.order, release};
    std::vector<float> values(static_cast<std::size_t>(part.out * in));
    const std::size_t stored_bytes = row_bytes(t.dtype, part.out);
    constexpr Index tile = 16;  // stored rows at a time, so that whole cache lines are written
    part.weights.executor()->parallel_for((in + tile - 1) / tile, [&](Index piece) {
      const Index first = piece * tile, count = std::min(tile, in - first);
      std::vector<float> rows(static_cast<std::size_t>(count * part.out));
      for (Index k = 0; k < count; ++k)
        dequantize(t.dtype, t.bytes.data() + static_cast<std::size_t>(first + k) * stored_bytes, rows.data() + k * part.out, part.out);
      for (Index n = 0; n < part.out; ++n)
        for (Index k = 0; k < count; ++k)
          values[static_cast<std::size_t>(n * in + first + k)] = rows[static_cast<std::size_t>(k * part.out + n)];
    });
    release(t.bytes);
    transposed.push_back(std::move(values));
    return {DType::f32, part.out, in, reinterpret_cast<const std::byte*>(transposed.back().data()), part.layout.order};
  }

  /// As asked for, else as stored; rows that no block type divides, and parts stored in different types, are kept as f32.
  static DType stored_type(const Weights& weights, const std::vector<RowSource>& sources, Index in) {
    DType type = weights.options().weights.value_or(sources.front().dtype);
    for (const RowSource& s : sources)
      if (!weights.options().weights && s.dtype != type) type = DType::f32;
    return in % block_shape(type).values == 0 ? type : DType::f32;
  }

  static Packed make_matrix(const std::vector<RowSource>& sources, Index out, Index in, DType type, Executor& executor) {
    if constexpr (std::same_as<T, float>) {
      return pack(sources, type, executor);
    } else {
      Tensor<T> matrix(out, in);
      std::vector<float> row(static_cast<std::size_t>(in));
      Index n = 0;
      for (const RowSource& s : sources)
        for (Index r = 0; r < s.rows; ++r, ++n) {
          dequantize(s.dtype, s.data + static_cast<std::size_t>(s.order ? s.order(r) : r) * row_bytes(s.dtype, in), row.data(), in);
          for (Index k = 0; k < in; ++k) matrix.view()(n, k) = T(row[static_cast<std::size_t>(k)]);
        }
      return matrix;
    }
  }

  std::shared_ptr<const Data> data_;
};

/// x W^T, not yet computed: becoming a view computes it, being added to the residual stream computes it in place.
template <Scalar T>
class Product {
 public:
  Product(const Linear<T>& linear, const View<T>& x, Workspace& workspace, Executor& executor)
      : linear_(linear), x_(x), workspace_(workspace), executor_(executor) {}

  operator View<T>() const {
    View<T> y = workspace_.template take<T>(x_.rows(), linear_.out_features());
    linear_.multiply(x_, y, false, workspace_, executor_);
    return y;
  }
  friend View<T>& operator+=(View<T>& y, const Product& product) {
    product.linear_.multiply(product.x_, y, true, product.workspace_, product.executor_);
    return y;
  }

 private:
  const Linear<T>& linear_;
  View<T> x_;
  Workspace& workspace_;
  Executor& executor_;
};

}  // namespace ganymede::inline v0
