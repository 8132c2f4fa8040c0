#pragma once
// y = x W^T + b: weights packed once, at load.

#include <ganymede/io/weight_layout.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/layers/linear_input.hpp>
#include <ganymede/layers/product.hpp>
#include <ganymede/ops/matmul.hpp>
#include <ganymede/state/pass.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// One of the matrices stacked into a Linear: `out` rows of `weights`.
struct LinearPart {
  Weights weights;
  Index out = 0;
  bool bias = false;
  WeightLayout layout{};                ///< as Hugging Face stores it; what another format makes of that is Weights' matter
  bool as_stored = false;               ///< whatever type is asked for: where rounding would change more than a value
  std::optional<Weights> bias_place{};  ///< where the bias is, if not beside the weights: a tied head's
  bool adaptable = true;                ///< whether adapters beside the weights may change products with it

  Index stored_rows() const { return layout.stored_rows > 0 ? layout.stored_rows : out; }
  /// Which of them becomes row n.
  Index stored_row(Index n) const { return layout.first_row + (layout.order ? layout.order(n) : n); }
};

template <Scalar T>
class LinearUpdates;

/// A linear layer; W is [out, in]. Copies share the weights. For float, W stays in its stored element type, packed for the kernels; for
/// double it is the plain matrix that tests compare with. Several matrices with a common input may be stacked: q + k + v, gate + up. Each
/// keeps its own element type; they are computed together, from one prepared input.
template <Scalar T>
class Linear {
 public:
  Linear() = default;
  Linear(const Weights& weights, Index out, Index in, bool bias = false, WeightLayout layout = {})
      : Linear({LinearPart{weights, out, bias, std::move(layout)}}, in) {}
  Linear(std::initializer_list<LinearPart> parts, Index in) : Linear(std::span<const LinearPart>(parts), in) {}
  Linear(std::span<const LinearPart> parts, Index in) {
    std::vector<RowSource> sources;
    std::vector<Buffer> transposed;
    Data data{.in = in};
    for (LinearPart part : parts) {
      part.layout = part.weights.layout(std::move(part.layout));
      sources.push_back(source(part, in, transposed));
      data.bias.resize(static_cast<std::size_t>(data.out), T(0));
      if (part.bias) {
        const std::vector<T> bias = stored_bias(part);
        data.bias.insert(data.bias.end(), bias.begin(), bias.end());
      }
      data.out += part.out;
    }
    if (!data.bias.empty()) data.bias.resize(static_cast<std::size_t>(data.out), T(0));
    const Weights& first = parts.front().weights;
    const std::optional<DType> asked = parts.front().as_stored ? std::nullopt : first.options().weights;
    const auto kept = [&](const RowSource& s) { return kept_type(asked.value_or(s.dtype), in); };
    for (auto begin = sources.begin(), end = begin; begin != sources.end(); begin = end) {  // what is of one type, in one matrix
      end = std::find_if(begin, sources.end(), [&](const RowSource& s) { return kept(s) != kept(*begin); });
      const std::span<const RowSource> alike(begin, end);
      count_padding(alike, kept(*begin), first);
      data.matrices.push_back(make_matrix(alike, kept(*begin), *first.executor()));
    }
    data_ = std::make_shared<const Data>(std::move(data));
    if (first.adapters() > 0 && parts.front().adaptable) updates_ = LinearUpdates<T>::of(*this, parts);
  }

  /// Of numbers in memory, W [out, in], which are copied.
  Linear(const ConstView<T>& w, Executor& executor) {
    Data data{.in = w.cols(), .out = w.rows()};
    Tensor<T> plain(w.rows(), w.cols());
    plain.view() = w;
    if constexpr (std::same_as<T, float>) {
      const RowSource source{DType::f32, w.rows(), w.cols(), reinterpret_cast<const std::byte*>(plain.view().data()), {}, {}, {}, {}};
      data.matrices.push_back(pack({&source, 1}, DType::f32, executor));
    } else {
      data.matrices.push_back(std::move(plain));
    }
    data_ = std::make_shared<const Data>(std::move(data));
  }

  /// These weights as what stands at `place`, a tied head: with what adapters beside the weights do to that.
  Linear as_head(const Weights& place) const {
    Linear head = *this;
    const LinearPart part{place, out_features()};
    if (place.adapters() > 0) head.updates_ = LinearUpdates<T>::of(*this, {&part, 1});
    return head;
  }

  bool empty() const { return data_ == nullptr; }  ///< nothing is loaded yet: an optional matrix that is not there
  Index out_features() const { return data_->out; }
  Index in_features() const { return data_->in; }

  /// x [T, in] -> a product [T, out], not yet computed.
  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    return {*this, x, pass.workspace, pass.executor, pass.row_adapters};
  }
  /// y = x W^T + b, or y += x W^T + b, now.
  template <class P>
  void multiply(const LinearInput<T>& x, View<T>& y, bool accumulate, Pass<P>& pass) const {
    multiply(x, y, accumulate, pass.workspace, pass.executor, pass.row_adapters);
  }

  /// The same of any rows; `adapters` are those of x's rows, null: none has one. Throws InputError for an x that was given back to the
  /// workspace: the Scope it was made in ended.
  void multiply(LinearInput<T> x, View<T>& y, bool accumulate, Workspace& workspace, Executor& executor,
                const Index* adapters = nullptr) const {
    require_present(x, workspace);
    const Workspace::Scope scope(workspace);
    if (adapters == nullptr || updates_ == nullptr) return multiply_base(x, y, accumulate, workspace, executor);
    const auto base = [&](View<T>& to) { multiply_base(x, to, accumulate, workspace, executor); };
    updates_->multiply(x, y, accumulate, adapters, base, workspace, executor);
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

  /// Throws InputError for an input that was given back to the workspace.
  static void require_present(const LinearInput<T>& x, const Workspace& workspace) {
    if (workspace.given_back(x.view.data()) || workspace.given_back(x.blocks))
      throw InputError{{.problem = "the input of a product is gone: the Scope that it was made in has ended", .key = "Linear"}};
  }

  /// Whether adapters change products with these weights, at all or in this pass.
  bool is_adaptable() const { return updates_ != nullptr; }
  template <class P>
  bool is_adapted(const Pass<P>& pass) const {
    return pass.row_adapters != nullptr && updates_ != nullptr;
  }

  /// The bias of a part whose layout is that of the file, in the order of the part's rows.
  static std::vector<T> stored_bias(const LinearPart& part) {
    const std::vector<T> stored = part.bias_place.value_or(part.weights).template vector<T>("bias", part.stored_rows());
    std::vector<T> bias;
    for (Index n = 0; n < part.out; ++n) bias.push_back(stored[static_cast<std::size_t>(part.stored_row(n))]);
    return bias;
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
  void multiply_base(LinearInput<T> x, View<T>& y, bool accumulate, Workspace& workspace, Executor& executor) const {
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

  static RowSource source(const LinearPart& part, Index in, std::vector<Buffer>& transposed) {
    const Index stored = part.stored_rows();
    const Index shape[] = {part.layout.transposed ? in : stored, part.layout.transposed ? stored : in};
    const StoredTensor& t = part.weights.tensor("weight", shape);
    const auto release = [weights = part.weights](std::span<const std::byte> bytes) { weights.release(bytes); };
    const auto rows_from = [&](const auto* all, std::size_t row) { return all + row * static_cast<std::size_t>(part.layout.first_row); };
    if (!part.layout.transposed) {
      const std::byte* const rows = rows_from(t.bytes.data(), row_bytes(t.dtype, in));
      return {t.dtype, part.out, in, rows, part.layout.order, release, t.name, part.weights.file()};
    }
    const bool halves = t.dtype == DType::f16 || t.dtype == DType::bf16;  // they stay what they are
    const DType kept = halves ? t.dtype : DType::f32;
    Buffer& turned =
        transposed.emplace_back(Buffer::uninitialised(row_bytes(kept, in) * static_cast<std::size_t>(stored), "a transposed weight"));
    if (halves)
      turn(t, stored, in, part.weights, reinterpret_cast<std::uint16_t*>(turned.data()),
           [](const std::byte* row, std::uint16_t* to, Index n) {
             std::memcpy(to, row, static_cast<std::size_t>(n) * sizeof(std::uint16_t));
           });
    else
      turn(t, stored, in, part.weights, reinterpret_cast<float*>(turned.data()),
           [&](const std::byte* row, float* to, Index n) { dequantize(t.dtype, row, to, n); });
    release(t.bytes);
    const std::byte* const rows = rows_from(turned.data(), row_bytes(kept, in));
    return {kept, part.out, in, rows, part.layout.order, {}, t.name, part.weights.file()};
  }

  /// t [in, out] becomes values [out, in]; read(row, to, out) gives a stored row.
  template <class Value, class Read>
  static void turn(const StoredTensor& t, Index out, Index in, const Weights& weights, Value* values, Read read) {
    const std::size_t stored_bytes = row_bytes(t.dtype, out);
    constexpr Index tile = 16;  // stored rows at a time, so that whole cache lines are written
    weights.executor()->parallel_for((in + tile - 1) / tile, [&](Index piece) {
      const Index first = piece * tile, count = std::min(tile, in - first);
      std::vector<Value> rows(static_cast<std::size_t>(count * out));
      for (Index k = 0; k < count; ++k)
        read(t.bytes.data() + static_cast<std::size_t>(first + k) * stored_bytes, rows.data() + k * out, out);
      for (Index n = 0; n < out; ++n)
        for (Index k = 0; k < count; ++k) values[n * in + first + k] = rows[static_cast<std::size_t>(k * out + n)];
    });
  }

  /// Rows that hold no whole blocks are kept as f32.
  static DType kept_type(DType type, Index in) { return in % block_shape(type).values == 0 ? type : DType::f32; }

  static void count_padding(std::span<const RowSource> sources, DType type, const Weights& weights) {
    if constexpr (std::same_as<T, float>) {
      Index rows = 0;
      for (const RowSource& s : sources) rows += s.rows;
      const std::size_t row = static_cast<std::size_t>(detail::group_layout(type, sources.front().cols).bytes / detail::group_outputs);
      const Index padding = (detail::group_outputs - rows % detail::group_outputs) % detail::group_outputs;
      weights.count_packed(row * static_cast<std::size_t>(rows), row * static_cast<std::size_t>(padding), sources.front().name);
    }
  }

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
  std::shared_ptr<const LinearUpdates<T>> updates_;
};

}  // namespace ganymede::inline v0

#include <ganymede/layers/linear_updates.hpp>
