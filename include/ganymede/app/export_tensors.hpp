#pragma once
// The tensors of a checkpoint as a GGUF file holds them: renamed, rows in GGUF's order, in another element type.

#include <ganymede/core/executor.hpp>
#include <ganymede/core/finite_weights.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/gguf_architecture.hpp>
#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/io/tensor_names.hpp>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

/// One tensor of the file to be, and where its numbers come from.
struct ExportedTensor {
  const StoredTensor* source = nullptr;  // lives in the checkpoint; none: `values`
  std::vector<float> values{};
  std::string name{};
  DType dtype = DType::f32;
  std::vector<Index> shape{};
  bool transposed = false;  // the source is [in, out]
  Index head_dim = 0;       // not 0: rows of q or k, heads so wide, become neighbours' pairs
};

/// The element type a tensor gets when `type` is asked for: see export_gguf.hpp.
inline DType exported_dtype(const StoredTensor& source, std::string_view name, std::span<const Index> shape, bool is_head, DType type) {
  if (shape.size() < 2 || name == "position_embd.weight" || shape.back() % block_shape(type).values != 0) return DType::f32;
  const bool coarse = is_quantized(type) && type != DType::q8_0;
  if (!is_head || !coarse) return type;
  const bool came_coarse = is_quantized(source.dtype) && source.bytes.size() < static_cast<std::size_t>(source.elements() / 32) * 34;
  return came_coarse ? source.dtype : DType::q8_0;
}

/// All tensors of a GGUF file. TensorError for an element type that is no weight's.
inline std::vector<ExportedTensor> exported_as_they_are(const Checkpoint& checkpoint, DType type) {
  std::vector<ExportedTensor> tensors;
  const std::string_view head = checkpoint.find("output.weight") != nullptr ? "output.weight" : "token_embd.weight";
  for (const StoredTensor& t : checkpoint.tensors()) {
    require_weight(t, checkpoint.name());
    tensors.push_back({.source = &t, .name = t.name, .dtype = exported_dtype(t, t.name, t.shape, t.name == head, type), .shape = t.shape});
  }
  return tensors;
}

/// What decides which tensors a file has, beside their table.
struct ExportedModel {
  const Settings& settings;  // all of them, under Hugging Face's keys
  std::vector<float> frequency_factors{};

  bool tied_head() const { return settings.get<bool>("tie_word_embeddings"); }
};

/// A Hugging Face path ("model.layers.0.mlp.up_proj"), with the prefix that base models leave out, as the table has it; null where not.
inline const TensorName* exported_name(std::span<const TensorName> names, std::string_view prefix, std::string& path) {
  if (const TensorName* const name = find_tensor_name(names, path)) return name;
  path = std::string(prefix) + path;
  return find_tensor_name(names, path);
}

/// All tensors of a Hugging Face folder. TensorError for one that the family does not know, and for a missing weight.
inline std::vector<ExportedTensor> exported_by_name(const Checkpoint& checkpoint, const GgufArchitecture& architecture,
                                                    const ExportedModel& model, std::string_view prefix,
                                                    std::span<const std::string_view> ignored, DType type) {
  std::vector<ExportedTensor> tensors;
  std::set<std::string, std::less<>> present;
  for (const StoredTensor& t : checkpoint.tensors()) {
    const std::size_t dot = t.name.rfind('.');
    std::string path = t.name.substr(0, dot);
    const std::string leaf = dot == std::string::npos ? "" : t.name.substr(dot);
    const TensorName* const name = leaf == ".weight" || leaf == ".bias" ? exported_name(architecture.tensors, prefix, path) : nullptr;
    if (name != nullptr && name->gguf == "output" && model.tied_head()) continue;
    if (name == nullptr) {
      const auto covers = [&t](std::string_view end) { return end.starts_with("*") ? t.name.ends_with(end.substr(1)) : t.name == end; };
      if (std::any_of(ignored.begin(), ignored.end(), covers)) continue;
      throw TensorError{{.problem = "unexpected tensor: no layer of this architecture uses it", .file = checkpoint.name(), .key = t.name}};
    }
    require_weight(t, checkpoint.name());
    ExportedTensor out{.source = &t, .name = with_layer(name->gguf, *layer_of(name->hugging_face, path)) + leaf, .shape = t.shape};
    out.transposed = t.shape.size() == 2 && name->rows == TensorName::Rows::transposed;
    if (out.transposed) std::reverse(out.shape.begin(), out.shape.end());
    if (name->rows == TensorName::Rows::rotary_pairs) out.head_dim = model.settings.get<Index>("head_dim");
    if (t.shape.empty() || t.elements() == 0 || (out.head_dim > 0 && t.shape.front() % out.head_dim != 0))
      throw TensorError{{.problem = "tensor has the wrong shape", .file = checkpoint.name(), .key = t.name, .found = to_string(t.shape)}};
    const bool is_head = name->gguf == (model.tied_head() ? "token_embd" : "output");
    out.dtype = exported_dtype(t, out.name, out.shape, is_head, type);
    present.insert(out.name);
    tensors.push_back(std::move(out));
  }
  const Index layers = model.settings.get<Index>("num_hidden_layers");
  for (const TensorName& name : architecture.tensors) {
    if (name.gguf == "output" && model.tied_head()) continue;
    const Index count = name.gguf.find("{}") == std::string_view::npos ? 1 : layers;
    for (Index l = 0; l < count; ++l)
      if (!present.contains(with_layer(name.gguf, std::to_string(l)) + ".weight"))
        throw TensorError{{.problem = "tensor is missing",
                           .file = checkpoint.name(),
                           .key = with_layer(name.hugging_face, std::to_string(l)) + ".weight"}};
  }
  if (!model.frequency_factors.empty())
    tensors.push_back(
        {.values = model.frequency_factors, .name = "rope_freqs.weight", .shape = {static_cast<Index>(model.frequency_factors.size())}});
  return tensors;
}

/// Row n of a tensor [rows, cols] (a vector is one of width 1 where its rows are turned, else a single row) as floats.
class ExportedRows {
 public:
  explicit ExportedRows(const ExportedTensor& tensor) : t_(tensor) {
    const bool single = t_.shape.size() == 1 && t_.head_dim == 0;
    cols_ = single || t_.shape.size() > 1 ? t_.shape.back() : 1;
    rows_ = 1;
    for (const Index extent : t_.shape) rows_ *= extent;
    rows_ /= cols_;
  }
  Index rows() const { return rows_; }
  Index cols() const { return cols_; }

  /// Where GGUF's row n lies in the source: value n / 2 of a head's first half, or of its second.
  Index from(Index n) const {
    const Index d = t_.head_dim;
    return d == 0 ? n : n / d * d + n % d % 2 * (d / 2) + n % d / 2;
  }
  const std::byte* stored(Index n) const {
    return t_.source->bytes.data() + static_cast<std::size_t>(from(n)) * row_bytes(t_.source->dtype, cols_);
  }
  /// Rows first to last - 1, [.., cols] floats.
  void read(Index first, Index last, float* out) const {
    if (!t_.source) {
      std::copy_n(t_.values.data() + first * cols_, (last - first) * cols_, out);
    } else if (!t_.transposed) {
      for (Index n = first; n < last; ++n, out += cols_) dequantize(t_.source->dtype, stored(n), out, cols_);
    } else {  // source row k holds column k; only plain floats are stored so
      const std::size_t width = block_shape(t_.source->dtype).bytes;
      std::vector<float> part(static_cast<std::size_t>(last - first));
      for (Index k = 0; k < cols_; ++k) {
        dequantize(t_.source->dtype, t_.source->bytes.data() + static_cast<std::size_t>(k * rows_ + first) * width, part.data(),
                   last - first);
        for (Index n = 0; n < last - first; ++n) out[n * cols_ + k] = part[static_cast<std::size_t>(n)];
      }
    }
  }

 private:
  const ExportedTensor& t_;
  Index rows_ = 0, cols_ = 0;
};

/// Gives the tensor's bytes to `sink`, about a megabyte at a time, computed by the executor's threads. TensorError for numbers that its
/// element type cannot stand for.
inline void write_tensor(const ExportedTensor& tensor, const Checkpoint& checkpoint, Executor& executor, const GgufWriter::Sink& sink) {
  const ExportedRows rows(tensor);
  const Index cols = rows.cols(), lines = std::max<Index>(1, (Index{1} << 18) / cols), pieces = executor.concurrency() * 4;
  const std::size_t bytes = row_bytes(tensor.dtype, cols);
  const bool as_stored = tensor.source && tensor.source->dtype == tensor.dtype && !tensor.transposed;
  std::vector<std::byte> block;
  for (Index first = 0; first < rows.rows(); first += lines) {
    const Index count = std::min(lines, rows.rows() - first);
    block.resize(bytes * static_cast<std::size_t>(count));
    executor.parallel_for(pieces, [&](Index piece) {
      const Index begin = first + count * piece / pieces, end = first + count * (piece + 1) / pieces;
      std::vector<float> values(as_stored ? 0 : static_cast<std::size_t>((end - begin) * cols));
      if (!as_stored) rows.read(begin, end, values.data());
      for (Index n = begin; n < end; ++n) {
        std::byte* const to = block.data() + static_cast<std::size_t>(n - first) * bytes;
        const WeightRow at{checkpoint.name(), tensor.source ? tensor.source->name : tensor.name, n};
        if (as_stored) {
          require_finite_scales(tensor.dtype, rows.stored(n), cols, at);
          std::memcpy(to, rows.stored(n), bytes);
          continue;
        }
        const float* const row = values.data() + (n - begin) * cols;
        quantize(tensor.dtype, row, to, cols);
        require_representable(tensor.dtype, row, to, cols, at);
      }
    });
    sink(block);
    if (!tensor.source || tensor.transposed) continue;
    const std::size_t stored = row_bytes(tensor.source->dtype, cols);
    checkpoint.release(tensor.source->bytes.subspan(static_cast<std::size_t>(first) * stored, static_cast<std::size_t>(count) * stored));
  }
  if (tensor.source) checkpoint.release(tensor.source->bytes);
}

}  // namespace detail
}  // namespace ganymede::inline v0
