#pragma once
// y = x W^T + b: weights packed once, at load, and products that are computed where they are needed.

#include <ganymede/io/weights.hpp>
#include <ganymede/ops/matmul.hpp>
#include <ganymede/state/pass.hpp>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
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

/// x [T, in], as a Linear takes it: a plain view is one. prepare() makes what several linear layers of one input share.
template <Scalar T>
struct LinearInput {
  View<T> view;
  const detail::InputBlock* blocks = nullptr;  ///< its 8-bit form; null: not made yet

  LinearInput(const View<T>& x, const detail::InputBlock* quantized = nullptr) : view(x), blocks(quantized) {}
};

/// A linear layer; W is [out, in]. Copies share the weights. For float, W stays in its stored element type, packed for the kernels; for
/// double it is the plain matrix that tests compare with. Several matrices with a common input may be stacked: q + k + v, gate + up. Each
/// keeps its own element type; they are computed together, from one prepared input.
template <Scalar T>
class Linear {
 public:
  Linear() = default;
  Linear(const Weights& weights, Index out, Index in, bool bias = false, WeightLayout layout = {})
      : Linear({LinearPart{weights, out, bias, std::move(layout)}}, in) {}
  Linear(std::initializer_list<LinearPart> parts, Index in) {
    std::vector<RowSource> sources;
    std::vector<std::vector<float>> transposed;
    Data data{.in = in};
    for (const LinearPart& part : parts) {
      sources.push_back(source(part, in, transposed));
      data.bias.resize(static_cast<std::size_t>(data.out), T(0));
      if (part.bias) {
        const std::vector<T> stored = part.weights.template vector<T>("bias", part.out);
        for (Index n = 0; n < part.out; ++n)
          data.bias.push_back(stored[static_cast<std::size_t>(part.layout.order ? part.layout.order(n) : n)]);
      }
      data.out += part.out;
    }
    if (!data.bias.empty()) data.bias.resize(static_cast<std::size_t>(data.out), T(0));
    const Weights& first = parts.begin()->weights;
    const auto kept = [&](const RowSource& s) { return kept_type(first.options().weights.value_or(s.dtype), in); };
    for (auto begin = sources.begin(), end = begin; begin != sources.end(); begin = end) {  // what is of one type, in one matrix
      end = std::find_if(begin, sources.end(), [&](const RowSource& s) { return kept(s) != kept(*begin); });
      data.matrices.push_back(make_matrix({begin, end}, kept(*begin), *first.executor()));
    }
    data_ = std::make_shared<const Data>(std::move(data));
  }

  Index out_features() const { return data_->out; }
  Index in_features() const { return data_->in; }

  /// x [T, in] -> a product [T, out], not yet computed.
  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    return {*this, x, pass.workspace, pass.executor};
  }

  /// Makes what products with these weights need of x, unless it has it already; in the workspace until the innermost Scope ends.
  void prepare(LinearInput<T>& x, Workspace& workspace, Executor& executor) const {
    if constexpr (std::same_as<T, float>) {
      if (!takes_blocks()) return;
      PreparedRows rows = rows_of(x);
      quantize_rows(rows, executor, workspace);
      x.blocks = rows.blocks;
    }
  }

  /// y = x W^T + b, or y += x W^T + b.
  void multiply(LinearInput<T> x, View<T>& y, bool accumulate, Workspace& workspace, Executor& executor) const {
    const Workspace::Scope scope(workspace);
    if constexpr (std::same_as<T, float>) {
      prepare(x, workspace, executor);
      const float* const bias = data_->bias.empty() ? nullptr : data_->bias.data();
      ganymede::multiply(data_->matrices, rows_of(x), {y.data(), y.outerStride(), bias, accumulate}, executor);
    } else {
      if (!accumulate) y.setZero();
      Index first = 0;
      for (const Tensor<T>& w : data_->matrices) {
        y.middleCols(first, w.rows()) += x.view.lazyProduct(w.view().transpose());
        first += w.rows();
      }
      for (Index n = 0; n < static_cast<Index>(data_->bias.size()); ++n) y.col(n).array() += data_->bias[static_cast<std::size_t>(n)];
    }
  }

  /// Whether products with these weights read the 8-bit form of their input, and whether they read its floats: stacked matrices may do
  /// both.
  bool takes_blocks() const { return std::ranges::any_of(data_->matrices, is_block_matrix); }
  bool takes_floats() const { return !std::ranges::all_of(data_->matrices, is_block_matrix); }

  /// What is stored: W, one matrix for each run of parts of one element type, and b [out] or nothing.
  const auto& matrices() const { return data_->matrices; }
  std::span<const T> bias() const { return data_->bias; }

  /// x in the form that the kernels take.
  static PreparedRows rows_of(const LinearInput<T>& x) {
    return {x.view.data(), x.view.outerStride(), x.view.rows(), x.view.cols(), x.blocks};
  }

  /// Row n of W, in T: what an embedding looks up.
  void row(Index n, T* out) const {
    auto matrix = data_->matrices.begin();
    for (; n >= matrix->rows(); ++matrix) n -= matrix->rows();
    if constexpr (std::same_as<T, float>)
      matrix->row(n, out);
    else
      Eigen::Map<Matrix<T>>(out, 1, in_features()) = matrix->view().row(n);
  }

 private:
  using Packed = std::conditional_t<std::same_as<T, float>, PackedMatrix, Tensor<T>>;
  struct Data {
    Index in = 0, out = 0;
    std::vector<Packed> matrices{};  // one below the other
    std::vector<T> bias{};
  };

  static bool is_block_matrix(const Packed& w) {
    if constexpr (std::same_as<T, float>) return is_quantized(w.dtype());
    return false;
  }

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

  /// Rows that hold no whole blocks are kept as f32.
  static DType kept_type(DType type, Index in) { return in % block_shape(type).values == 0 ? type : DType::f32; }

  static Packed make_matrix(std::span<const RowSource> sources, DType type, Executor& executor) {
    if constexpr (std::same_as<T, float>) {
      return pack(sources, type, executor);
    } else {
      const Index in = sources.front().cols;
      Index out = 0, n = 0;
      for (const RowSource& s : sources) out += s.rows;
      Tensor<T> matrix(out, in);
      std::vector<float> row(static_cast<std::size_t>(in));
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

/// `x` with all that products with `consumers` need of it, made once: q_proj(input, pass), k_proj(input, pass) share it. In the workspace
/// until the innermost Scope ends.
template <Scalar T, class P>
LinearInput<T> prepare(const View<T>& x, Pass<P>& pass, const std::same_as<Linear<T>> auto&... consumers) {
  LinearInput<T> input(x);
  (consumers.prepare(input, pass.workspace, pass.executor), ...);
  return input;
}

/// The same for rows that are yet to be computed: compute(t) writes row t of `x`, and what products need of it is made in the same sweep.
template <Scalar T, class P, class Compute>
LinearInput<T> prepare_rows(const View<T>& x, Compute compute, Pass<P>& pass, const std::same_as<Linear<T>> auto&... consumers) {
  if constexpr (std::same_as<T, float>) {
    if ((consumers.takes_blocks() || ...)) {
      PreparedRows rows = Linear<T>::rows_of(x);
      compute_and_quantize_rows(rows, compute, pass.executor, pass.workspace);
      return {x, rows.blocks};
    }
  }
  pass.for_rows(x.rows(), compute);
  return x;
}

/// x W^T, not yet computed: becoming a view computes it, being added to the residual stream computes it in place.
template <Scalar T>
class Product {
 public:
  Product(const Linear<T>& linear, const LinearInput<T>& x, Workspace& workspace, Executor& executor)
      : linear_(linear), x_(x), workspace_(workspace), executor_(executor) {}

  operator View<T>() const {
    View<T> y = workspace_.template take<T>(x_.view.rows(), linear_.out_features());
    linear_.multiply(x_, y, false, workspace_, executor_);
    return y;
  }
  friend View<T>& operator+=(View<T>& y, const Product& product) {
    product.linear_.multiply(product.x_, y, true, product.workspace_, product.executor_);
    return y;
  }

 private:
  const Linear<T>& linear_;
  LinearInput<T> x_;
  Workspace& workspace_;
  Executor& executor_;
};

}  // namespace ganymede::inline v0
