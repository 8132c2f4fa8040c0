#pragma once
// The bodies of export_tensors.hpp.

#include <ganymede/app/export_tensors.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/finite_weights.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/tensor_names.hpp>

#include <cstring>
#include <map>
#include <set>
#include <utility>

namespace ganymede::inline v0::detail {

/// The element type a tensor gets when `type` is asked for: see export_gguf.hpp.
inline DType exported_dtype(const StoredTensor& source, std::string_view name, std::span<const Index> shape, bool is_head, DType type) {
  const bool table = name == "position_embd.weight" || name.ends_with(".shortconv.conv.weight");  // as llama.cpp wants them
  if (shape.size() < 2 || table || shape.back() % block_shape(type).values != 0) return DType::f32;
  const bool coarse = is_quantized(type) && type != DType::q8_0;
  if (!is_head || !coarse) return type;
  const bool came_coarse = is_quantized(source.dtype) && source.bytes.size() < static_cast<std::size_t>(source.elements() / 32) * 34;
  return came_coarse ? source.dtype : DType::q8_0;
}

GANYMEDE_ONCE std::vector<ExportedTensor> exported_as_they_are(const Checkpoint& checkpoint, DType type) {
  std::vector<ExportedTensor> tensors;
  const std::string_view head = checkpoint.find("output.weight") != nullptr ? "output.weight" : "token_embd.weight";
  for (const StoredTensor& t : checkpoint.tensors()) {
    require_weight(t, checkpoint.name());
    tensors.push_back(
        {.sources = {{&t}}, .name = t.name, .dtype = exported_dtype(t, t.name, t.shape, t.name == head, type), .shape = t.shape});
  }
  return tensors;
}

/// A Hugging Face path ("model.layers.0.mlp.up_proj"), with the prefix that base models leave out, as the table has it; null where not.
inline const TensorName* exported_name(std::span<const TensorName> names, std::string_view prefix, std::string& path) {
  if (const TensorName* const name = find_tensor_name(names, path)) return name;
  path = std::string(prefix) + path;
  return find_tensor_name(names, path);
}

/// Adds `t`, which is `name` with these numbers in the holes, as a tensor of its own or below those that are stacked with it.
inline void add_exported(std::vector<ExportedTensor>& tensors, std::map<std::string, std::size_t>& places, ExportedTensor&& one,
                         const TensorName& name, std::span<const std::string> numbers) {
  using Part = TensorName::Part;
  if (name.part == Part::row) one.shape.erase(one.shape.begin());
  if (name.part == Part::squeezed && one.shape.size() == 3 && one.shape[1] == 1) one.shape.erase(one.shape.begin() + 1);
  if (name.part == Part::numbered) {
    one.sources.front().order = std::stoll(numbers.back());
    one.shape.insert(one.shape.begin(), 1);
  } else if (name.part != Part::whole && name.part != Part::row && name.part != Part::squeezed) {
    one.sources.front().order = static_cast<Index>(name.part);
  }
  const auto [place, is_new] = places.emplace(one.name, tensors.size());
  if (is_new) return tensors.push_back(std::move(one));
  ExportedTensor& stack = tensors[place->second];
  const ExportedTensor::Source& source = one.sources.front();
  const auto behind = std::ranges::find_if(stack.sources, [&](const auto& other) { return other.order > source.order; });
  const bool twice = std::ranges::any_of(stack.sources, [&](const auto& other) { return other.order == source.order; });
  if (twice || !std::ranges::equal(std::span(stack.shape).subspan(1), std::span(one.shape).subspan(1)))
    throw TensorError{{.problem = "tensor cannot be stacked with those before",
                       .key = source.tensor->name,
                       .expected = to_string(stack.shape),
                       .found = to_string(one.shape)}};
  stack.shape.front() += one.shape.front();
  stack.sources.insert(behind, source);
}

GANYMEDE_ONCE std::vector<ExportedTensor> exported_by_name(const Checkpoint& checkpoint, const GgufArchitecture& architecture,
                                                           const ExportedModel& model, std::string_view prefix,
                                                           std::span<const std::string_view> ignored, DType type) {
  std::vector<ExportedTensor> tensors;
  std::map<std::string, std::size_t> places;
  std::set<std::string, std::less<>> present;
  const std::string_view head = model.tied_head() ? "token_embd" : "output";
  for (const StoredTensor& t : checkpoint.tensors()) {
    const std::size_t dot = t.name.rfind('.');
    std::string path = t.name.substr(0, dot);
    const std::string leaf = dot == std::string::npos ? "" : t.name.substr(dot);
    const TensorName* const name = leaf == ".weight" || leaf == ".bias" ? exported_name(architecture.tensors, prefix, path) : nullptr;
    if (name != nullptr && name->own == "output" && model.tied_head()) continue;
    if (name == nullptr) {
      const auto covers = [&t](std::string_view end) { return end.starts_with("*") ? t.name.ends_with(end.substr(1)) : t.name == end; };
      if (std::any_of(ignored.begin(), ignored.end(), covers)) continue;
      throw TensorError{{.problem = "unexpected tensor: no layer of this architecture uses it", .file = checkpoint.name(), .key = t.name}};
    }
    require_weight(t, checkpoint.name());
    const std::vector<std::string> numbers = *numbers_of(name->hugging_face, path);
    ExportedTensor out{.sources = {{&t}}, .name = with_numbers(name->own, numbers) + leaf, .shape = t.shape};
    out.transposed = t.shape.size() == 2 && name->rows == TensorName::Rows::transposed;
    if (out.transposed) std::reverse(out.shape.begin(), out.shape.end());
    if (leaf == ".weight") out.added = name->added;
    ExportedTensor::Source& source = out.sources.front();
    const bool stacked = name->rows == TensorName::Rows::qkv_stacked;
    if (stacked || name->rows == TensorName::Rows::rotary_pairs) source.head_dim = model.settings.get<Index>("head_dim");
    if (stacked) source.heads = model.settings.get<Index>("num_attention_heads");
    if (stacked) source.key_value_heads = model.settings.get<Index>("num_key_value_heads");
    if (t.shape.empty() || t.elements() == 0 || (source.head_dim > 0 && t.shape.front() % source.head_dim != 0) ||
        (stacked && t.shape.front() != (source.heads + 2 * source.key_value_heads) * source.head_dim))
      throw TensorError{{.problem = "tensor has the wrong shape", .file = checkpoint.name(), .key = t.name, .found = to_string(t.shape)}};
    present.insert(path + leaf);
    add_exported(tensors, places, std::move(out), *name, numbers);
  }
  for (ExportedTensor& t : tensors)
    t.dtype = exported_dtype(*t.sources.front().tensor, t.name, t.shape, t.name == std::string(head) + ".weight", type);
  const Index layers = model.settings.get<Index>("num_hidden_layers");
  const bool mixed = model.settings.has("layer_types");
  const std::vector<std::string> types = mixed ? model.settings.list<std::string>("layer_types") : std::vector<std::string>();
  for (const TensorName& name : architecture.tensors) {
    if ((name.own == "output" && model.tied_head()) || name.optional) continue;
    const bool numbered = name.part == TensorName::Part::numbered;
    const Index count = name.own.find("{}") == std::string_view::npos ? 1 : layers;
    const Index each = numbered ? model.settings.get<Index>("num_experts") : 1;
    for (Index i = 0; i < count * each; ++i) {
      if (!name.layer_type.empty() && mixed && types[static_cast<std::size_t>(i / each)] != name.layer_type) continue;
      const std::string numbers[] = {std::to_string(i / each), std::to_string(i % each)};
      if (const std::string key = with_numbers(name.hugging_face, numbers) + ".weight"; !present.contains(key))
        throw TensorError{{.problem = "tensor is missing", .file = checkpoint.name(), .key = key}};
    }
  }
  if (!model.frequency_factors.empty())
    tensors.push_back(
        {.values = model.frequency_factors, .name = "rope_freqs.weight", .shape = {static_cast<Index>(model.frequency_factors.size())}});
  return tensors;
}

/// Row n of a tensor [.., rows, cols] (a vector is one of width 1 where it is put together or its rows are turned, else a single row) as
/// floats.
class ExportedRows {
 public:
  explicit ExportedRows(const ExportedTensor& tensor) : t_(tensor) {
    const bool single = t_.shape.size() == 1 && t_.sources.size() < 2 && (t_.sources.empty() || t_.sources.front().head_dim == 0);
    cols_ = single || t_.shape.size() > 1 ? t_.shape.back() : 1;
    rows_ = 1;
    for (const Index extent : t_.shape) rows_ *= extent;
    rows_ /= cols_;
  }
  Index rows() const { return rows_; }
  Index cols() const { return cols_; }

  /// The source that row n comes from; n becomes the row there.
  const ExportedTensor::Source& source(Index& n) const {
    auto source = t_.sources.begin();
    for (; n >= source->tensor->elements() / cols_; ++source) n -= source->tensor->elements() / cols_;
    if (source->heads != 0)
      n = row_by_group(n, *source);
    else if (const Index d = source->head_dim; d != 0)  // value n / 2 of a head's first half, or of its second
      n = n / d * d + n % d % 2 * (d / 2) + n % d / 2;
    return *source;
  }
  /// The name that the source of row n has in the checkpoint.
  const std::string& name(Index n) const { return t_.sources.empty() ? t_.name : source(n).tensor->name; }
  const std::byte* stored(Index n) const {
    const StoredTensor& from = *source(n).tensor;
    return from.bytes.data() + static_cast<std::size_t>(n) * row_bytes(from.dtype, cols_);
  }
  /// Rows first to last - 1, [.., cols] floats.
  void read(Index first, Index last, float* out) const {
    const Index count = (last - first) * cols_;
    if (t_.sources.empty()) {
      std::copy_n(t_.values.data() + first * cols_, count, out);
    } else if (!t_.transposed) {
      for (Index n = first; n < last; ++n) {
        Index row = n;
        dequantize(source(row).tensor->dtype, stored(n), out + (n - first) * cols_, cols_);
      }
    } else {  // source row k holds column k; only plain floats are stored so
      const StoredTensor& from = *t_.sources.front().tensor;
      const std::size_t width = block_shape(from.dtype).bytes;
      std::vector<float> part(static_cast<std::size_t>(last - first));
      for (Index k = 0; k < cols_; ++k) {
        dequantize(from.dtype, from.bytes.data() + static_cast<std::size_t>(k * rows_ + first) * width, part.data(), last - first);
        for (Index n = 0; n < last - first; ++n) out[n * cols_ + k] = part[static_cast<std::size_t>(n)];
      }
    }
    if (t_.added != 0)
      for (Index i = 0; i < count; ++i) out[i] += static_cast<float>(t_.added);
  }

 private:
  /// Where Hugging Face has row n of queries, keys and values below one another: each group's queries, its key, its value.
  static Index row_by_group(Index n, const ExportedTensor::Source& s) {
    const Index head = n / s.head_dim, each = s.heads / s.key_value_heads, keys = head - s.heads, values = keys - s.key_value_heads;
    const Index group = keys < 0 ? head / each : values < 0 ? keys : values;
    const Index within = keys < 0 ? head % each : values < 0 ? each : each + 1;
    return (group * (each + 2) + within) * s.head_dim + n % s.head_dim;
  }

  const ExportedTensor& t_;
  Index rows_ = 0, cols_ = 0;
};

GANYMEDE_ONCE void write_tensor(const ExportedTensor& tensor, const Checkpoint& checkpoint, Executor& executor,
                                const GgufWriter::Sink& sink) {
  const ExportedRows rows(tensor);
  const Index cols = rows.cols(), lines = std::max<Index>(1, (Index{1} << 18) / cols), pieces = executor.concurrency() * 4;
  const std::size_t bytes = row_bytes(tensor.dtype, cols);
  const bool as_stored = tensor.as_stored();
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
        const WeightRow at{checkpoint.name(), rows.name(n), n};
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
    if (tensor.sources.size() != 1 || tensor.transposed) continue;
    const StoredTensor& from = *tensor.sources.front().tensor;
    const std::size_t stored = row_bytes(from.dtype, cols);
    checkpoint.release(from.bytes.subspan(static_cast<std::size_t>(first) * stored, static_cast<std::size_t>(count) * stored));
  }
  for (const ExportedTensor::Source& source : tensor.sources) checkpoint.release(source.tensor->bytes);
}

}  // namespace ganymede::inline v0::detail
