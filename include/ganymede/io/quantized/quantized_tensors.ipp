#pragma once
// The bodies of quantized_tensors.hpp.

#include <ganymede/io/quantized/quantized_tensors.hpp>

#include <ganymede/core/finite_weights.hpp>
#include <ganymede/core/half.hpp>
#include <ganymede/core/quantized_blocks.hpp>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE QuantizedTensors::QuantizedTensors(std::vector<StoredTensor>& tensors, std::vector<Buffer>& buffers, std::string file,
                                                 Executor& executor)
    : tensors_(tensors), buffers_(buffers), file_(std::move(file)), executor_(executor) {
  for (const StoredTensor& t : tensors_) by_name_.emplace(t.name, &t);
}

GANYMEDE_ONCE std::vector<std::string> QuantizedTensors::paths(std::string_view suffix) const {
  std::vector<std::string> paths;
  for (const StoredTensor& t : tensors_)
    if (t.name.size() > suffix.size() && t.name.ends_with(suffix)) paths.push_back(t.name.substr(0, t.name.size() - suffix.size()));
  return paths;
}

GANYMEDE_ONCE const StoredTensor* QuantizedTensors::find(const std::string& name) const {
  const auto at = by_name_.find(name);
  return at == by_name_.end() ? nullptr : at->second;
}

GANYMEDE_ONCE const StoredTensor& QuantizedTensors::get(const std::string& name) const {
  if (const StoredTensor* const t = find(name)) return *t;
  throw fail(name, "tensor of a quantised weight is missing");
}

GANYMEDE_ONCE TensorError QuantizedTensors::fail(std::string_view tensor, std::string problem, std::string expected,
                                                 std::string found) const {
  return TensorError{{std::move(problem), file_, std::string(tensor), std::move(expected), std::move(found)}};
}

GANYMEDE_ONCE void QuantizedTensors::require(const StoredTensor& t, std::initializer_list<DType> types, Index dimensions) const {
  if (std::find(types.begin(), types.end(), t.dtype) == types.end()) {
    std::string expected;
    for (const DType type : types) expected.append(expected.empty() ? "" : ", ").append(name(type));
    throw fail(t.name, "tensor of a quantised weight has the wrong element type", expected, std::string(name(t.dtype)));
  }
  if (t.elements() <= 0 || (dimensions >= 0 && static_cast<Index>(t.shape.size()) != dimensions))
    throw fail(t.name, "tensor of a quantised weight has the wrong shape",
               dimensions < 0 ? "elements" : std::to_string(dimensions) + " dimensions, and elements", to_string(t.shape));
}

GANYMEDE_ONCE void QuantizedTensors::require_shape(const StoredTensor& t, std::initializer_list<Index> shape) const {
  if (!std::ranges::equal(t.shape, shape))
    throw fail(t.name, "tensor of a quantised weight has the wrong shape", to_string(std::vector<Index>(shape)), to_string(t.shape));
}

GANYMEDE_ONCE std::vector<float> QuantizedTensors::floats(const StoredTensor& t) const {
  require(t, {DType::f32, DType::f16, DType::bf16});
  std::vector<float> values(static_cast<std::size_t>(t.elements()));
  dequantize(t.dtype, t.bytes.data(), values.data(), t.elements());
  if (!all_finite(values.data(), t.elements())) throw fail(t.name, "a quantised weight has a scale that is not finite", "finite numbers");
  return values;
}

GANYMEDE_ONCE std::span<std::byte> QuantizedTensors::made(const std::string& name, std::vector<Index> shape, DType dtype) {
  if ((by_name_.contains(name) && !dropped_.contains(name)) ||
      std::ranges::any_of(made_, [&](const StoredTensor& t) { return t.name == name; }))
    throw fail(name, "weight stands twice, quantised and as it is");
  std::size_t bytes = row_bytes(dtype, shape.back());
  for (std::size_t d = 0; d + 1 < shape.size(); ++d) bytes = checked_mul(bytes, static_cast<std::size_t>(shape[d]), file_, name);
  Buffer& buffer = buffers_.emplace_back(Buffer::uninitialised(bytes, "a weight that was quantised"));
  made_.push_back({name, dtype, std::move(shape), {buffer.data(), bytes}, true});
  return {buffer.data(), bytes};
}

GANYMEDE_ONCE void QuantizedTensors::put_stack(const std::string& name, std::vector<Index> shape, DType dtype, Row write) {
  Index rows = 1;
  for (std::size_t d = 0; d + 1 < shape.size(); ++d) rows *= shape[d];
  const std::size_t row = row_bytes(dtype, shape.back());
  const std::span<std::byte> to = made(name, std::move(shape), dtype);
  constexpr Index rows_per_task = 64;
  executor_.parallel_for((rows + rows_per_task - 1) / rows_per_task, [&](Index task) {
    for (Index n = task * rows_per_task; n < std::min(rows, (task + 1) * rows_per_task); ++n)
      write(n, to.data() + static_cast<std::size_t>(n) * row);
  });
}

GANYMEDE_ONCE void QuantizedTensors::put_rows(const std::string& path, Index rows, Index cols, DType dtype, Row write) {
  put_stack(path + ".weight", {rows, cols}, dtype, write);
}

GANYMEDE_ONCE void QuantizedTensors::for_each_row_tile(Index rows, FunctionRef<void(Index first, Index count)> use) const {
  constexpr Index rows_per_tile = 16;
  executor_.parallel_for((rows + rows_per_tile - 1) / rows_per_tile, [&](Index tile) {
    const Index first = tile * rows_per_tile;
    use(first, std::min(rows_per_tile, rows - first));
  });
}

/// What tells how integers may be kept, of some or all rows.
struct IntegerRange {
  std::int16_t least = 0, most = 0;
  bool blocks = true;  // each 32 share a scale, which f16 holds
  bool alike = true;   // each row does, whatever it is

  void add(const std::int16_t* q, const float* scales, Index cols) {
    for (Index k = 0; k < cols; ++k) {
      least = std::min(least, q[k]);
      most = std::max(most, q[k]);
      alike = alike && scales[k] == scales[0];
      blocks = blocks && scales[k] == scales[k / 32 * 32] && half_to_float(float_to_half(scales[k])) == scales[k];
    }
  }
  void add(const IntegerRange& other) {
    least = std::min(least, other.least);
    most = std::max(most, other.most);
    blocks = blocks && other.blocks;
    alike = alike && other.alike;
  }
  bool fits(int bits) const { return least >= -(1 << (bits - 1)) && most < 1 << (bits - 1); }
  /// f32: in none of these.
  DType dtype() const {
    if (blocks && fits(4)) return DType::q4_0;
    if (blocks && fits(5)) return DType::q5_0;
    if (alike && fits(8)) return DType::int8;
    return blocks && fits(8) ? DType::q8_0 : DType::f32;
  }
};

/// A block of `dtype` of 32 integers and their scale.
inline void store_integers(DType dtype, const std::int16_t* q, float scale, std::byte* to) {
  store(to, float_to_half(scale));
  to += 2;
  if (dtype == DType::q8_0) {
    for (int i = 0; i < 32; ++i) store(to + i, static_cast<std::int8_t>(q[i]));
    return;
  }
  const int zero = dtype == DType::q5_0 ? 16 : 8;
  std::uint32_t fifth = 0;
  for (int i = 0; i < 32; ++i) fifth |= static_cast<std::uint32_t>(q[i] + zero) >> 4 << i;
  if (dtype == DType::q5_0) {
    store(to, fifth);
    to += 4;
  }
  for (int i = 0; i < 16; ++i) to[i] = static_cast<std::byte>(((q[i] + zero) & 15) | ((q[i + 16] + zero) & 15) << 4);
}

GANYMEDE_ONCE void QuantizedTensors::put(const std::string& path, Index rows, Index cols, DType kept, Integers read) {
  struct Tile {
    std::vector<std::int16_t> q;
    std::vector<float> scales;
    explicit Tile(Index size) : q(static_cast<std::size_t>(size)), scales(static_cast<std::size_t>(size)) {}
  };
  IntegerRange range;
  if (cols % 32 != 0) range.blocks = range.alike = false;
  std::mutex several;
  for_each_row_tile(rows, [&](Index first, Index count) {
    Tile tile(count * cols);
    read(first, count, tile.q.data(), tile.scales.data());
    IntegerRange own;
    for (Index n = 0; n < count; ++n) own.add(tile.q.data() + n * cols, tile.scales.data() + n * cols, cols);
    const std::lock_guard lock(several);
    range.add(own);
  });
  const DType dtype = range.dtype();
  if (dtype == DType::f32) {
    return put(path, rows, cols, kept, [&](Index first, Index count, float* x) {
      Tile tile(count * cols);
      read(first, count, tile.q.data(), tile.scales.data());
      for (std::size_t i = 0; i < tile.q.size(); ++i) x[i] = tile.scales[i] * static_cast<float>(tile.q[i]);
    });
  }
  std::byte* const to = made(path + ".weight", {rows, cols}, dtype).data();
  const std::size_t row = row_bytes(dtype, cols), block = block_shape(dtype).bytes;
  for_each_row_tile(rows, [&](Index first, Index count) {
    Tile tile(count * cols);
    read(first, count, tile.q.data(), tile.scales.data());
    for (Index n = 0; n < count; ++n) {
      const std::int16_t* const q = tile.q.data() + n * cols;
      const float* const scales = tile.scales.data() + n * cols;
      std::byte* const at = to + static_cast<std::size_t>(first + n) * row;
      if (dtype == DType::int8) {
        store(at, scales[0]);
        for (Index k = 0; k < cols; ++k) store(at + 4 + k, static_cast<std::int8_t>(q[k]));
      } else {
        for (Index k = 0; k < cols; k += 32) store_integers(dtype, q + k, scales[k], at + static_cast<std::size_t>(k / 32) * block);
      }
    }
  });
}

GANYMEDE_ONCE void QuantizedTensors::put(const std::string& path, Index rows, Index cols, DType kept, Floats read) {
  const std::string weight = path + ".weight";
  std::byte* const to = made(weight, {rows, cols}, kept).data();
  const std::size_t row = row_bytes(kept, cols);
  for_each_row_tile(rows, [&](Index first, Index count) {
    std::vector<float> x(static_cast<std::size_t>(count * cols));
    read(first, count, x.data());
    for (Index n = 0; n < count; ++n) {
      const float* const from = x.data() + n * cols;
      std::byte* const at = to + static_cast<std::size_t>(first + n) * row;
      if (!all_finite(from, cols)) throw fail(weight, "a quantised weight is not finite", {}, "in row " + std::to_string(first + n));
      quantize(kept, from, at, cols);
      require_representable(kept, from, at, cols, {file_, weight, first + n});
    }
  });
}

GANYMEDE_ONCE void QuantizedTensors::drop(const std::string& name) { dropped_.insert(name); }

GANYMEDE_ONCE std::size_t QuantizedTensors::finish() {
  by_name_.clear();
  std::erase_if(tensors_, [this](const StoredTensor& t) { return dropped_.contains(t.name); });
  const std::size_t count = made_.size();
  std::ranges::move(made_, std::back_inserter(tensors_));
  return count;
}

}  // namespace ganymede::inline v0::detail
