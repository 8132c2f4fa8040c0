#pragma once
// Fits adapters to their base, and merges them into its weights.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/adapter_places.hpp>
#include <ganymede/io/adapter_updates.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/fitted_module.hpp>
#include <ganymede/io/float_matrix.hpp>
#include <ganymede/io/lora_adapter.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

class AdapterMerger {
 public:
  AdapterMerger(const Checkpoint& base, std::string_view prefix, std::optional<DType> weights, Executor& executor)
      : base_(base), prefix_(prefix), weights_(weights), executor_(executor) {}

  void merge(const LoraAdapter& adapter, double scale) {
    const AdapterPlaces places(base_, prefix_, adapter);
    for (const StoredTensor* const tensor : adapter.replaced) replace(places, adapter, *tensor);
    for (const LoraModule& m : adapter.modules) add(places, adapter, m, scale * m.scale);
  }

  /// What the adapter does to the base that this merger began with, when it stays beside it.
  AdapterUpdates beside(const LoraAdapter& adapter, double scale) {
    beside_ = true;
    AdapterUpdates updates{.file = adapter.file};
    const AdapterPlaces places(base_, prefix_, adapter);
    for (const StoredTensor* const tensor : adapter.replaced) replace(places, adapter, *tensor);
    for (const LoraModule& m : adapter.modules) {
      FittedModule f = fit(places, adapter, m);
      if (m.bias != nullptr) add_bias(places, adapter, m, scale * m.scale);
      updates.added[f.place.tensor].push_back(low_rank_update(std::move(f), m, scale * m.scale));
    }
    std::erase_if(merged_, [this](auto& entry) { return is_unchanged(entry.first, entry.second); });
    for (const auto& entry : merged_) updates.replaced.emplace(entry.first, entry.second.key);
    updates.checkpoint = std::make_shared<const Checkpoint>(take());
    return updates;
  }

  Checkpoint take() {
    std::vector<StoredTensor> tensors;
    std::vector<Buffer> buffers;
    for (auto& entry : merged_) {
      Merged& m = entry.second;
      StoredTensor& tensor = tensors.emplace_back(StoredTensor{entry.first, kept_type(m), m.shape, {}, m.outputs_first});
      if (tensor.dtype == DType::f32) {
        buffers.push_back(std::move(m.values));
      } else {
        const std::size_t row = row_bytes(tensor.dtype, m.columns);
        Buffer& packed = buffers.emplace_back(Buffer::uninitialised(row * static_cast<std::size_t>(m.rows), "a merged weight"));
        executor_.parallel_for(
            m.rows, [&](Index n) { quantize(tensor.dtype, m.row(n), packed.data() + static_cast<std::size_t>(n) * row, m.columns); });
        m.values = {};
      }
      tensor.bytes = {buffers.back().data(), buffers.back().size()};
    }
    return base_.with_tensors(std::move(tensors), std::move(buffers));
  }

 private:
  struct Merged {
    DType dtype = DType::f32;
    std::vector<Index> shape{};
    bool outputs_first = false;
    Index rows = 0, columns = 0;  // of a vector: columns = 1
    Buffer values{};
    std::string key{};  // of the adapter's tensor that changed it last

    float* row(Index n) { return reinterpret_cast<float*>(values.data()) + n * columns; }
    const float* row(Index n) const { return reinterpret_cast<const float*>(values.data()) + n * columns; }
  };

  DType kept_type(const Merged& m) const {
    if (weights_ || m.shape.size() < 2 || !is_quantized(m.dtype) || m.columns % block_shape(DType::q8_0).values != 0) return DType::f32;
    return m.dtype == DType::int8 ? DType::int8 : DType::q8_0;
  }

  bool exists(std::string_view name) const { return merged_.contains(name) || base_.find(name) != nullptr || name == tied_head_; }

  static TensorError misfit(const LoraAdapter& adapter, const StoredTensor& tensor, const std::vector<Index>& to, std::string_view name) {
    return TensorError{{.problem = "an adapter does not fit the model",
                        .file = adapter.file,
                        .key = tensor.name,
                        .expected = "one for " + std::string(name) + " " + to_string(to),
                        .found = to_string(tensor.shape)}};
  }

  /// Adds `tensor` under `name` as what it is.
  Merged& put(std::string name, const StoredTensor& tensor) {
    require_weight(tensor, base_.name());
    Merged m{.dtype = tensor.dtype, .shape = tensor.shape, .outputs_first = tensor.outputs_first};
    const Index row = tensor.shape.size() < 2 ? 1 : tensor.shape.back();
    m.columns = row;
    m.rows = tensor.elements() / row;
    m.values = Buffer::uninitialised(static_cast<std::size_t>(tensor.elements()) * sizeof(float), "a merged weight");
    if (tensor.shape.size() < 2)
      dequantize(tensor.dtype, tensor.bytes.data(), m.row(0), m.rows);
    else
      executor_.parallel_for(m.rows, [&, bytes = row_bytes(tensor.dtype, row)](Index n) {
        dequantize(tensor.dtype, tensor.bytes.data() + static_cast<std::size_t>(n) * bytes, m.row(n), row);
      });
    return merged_.insert_or_assign(std::move(name), std::move(m)).first->second;
  }

  Merged& values_of(const std::string& name) {
    const auto at = merged_.find(name);
    return at != merged_.end() ? at->second : put(name, stored(name));
  }

  /// Where `leaf` of a module is, made where that is a head which is tied. A table that is changed leaves the head tied to it as it was.
  std::optional<AdapterPlace> find(const AdapterPlaces& places, const LoraAdapter& adapter, std::string_view path, std::string_view leaf) {
    const auto is_there = [this](std::string_view name) { return exists(name); };
    auto place = places.find(path, leaf, is_there);
    if (leaf != "weight") return place;
    const std::string head = base_.is_gguf() ? "output.weight" : "lm_head.weight";
    if (!place && (path == "lm_head" || path == "output")) {
      const auto is_table = [](const StoredTensor& t) {
        return t.name.ends_with(".weight") && names_table(t.name.substr(0, t.name.size() - 7));
      };
      const auto table = std::ranges::find_if(base_.tensors(), is_table);
      if (table == base_.tensors().end()) return place;
      require_decoder(adapter, path);
      if (beside_)
        tied_head_ = head, table_ = &*table;
      else
        put(head, *table);
      return places.find(path, leaf, is_there);
    }
    if (!place || !names_table(path)) return place;
    require_decoder(adapter, path);
    const bool encoder = path.find("embeddings.") != path.npos;
    const StoredTensor* const table = base_.find(place->tensor);  // null: one that an adapter brought
    if (!beside_ && table != nullptr && !encoder && !exists(head) && !exists("embed_out.weight")) put(head, *table);
    return place;
  }

  /// Several tables of an encoder-decoder, and the heads of masked language models, are one to transformers.
  void require_decoder(const LoraAdapter& adapter, std::string_view path) const {
    const Settings& s = base_.settings();
    bool masked = false;
    if (!base_.is_gguf() && s.has("architectures"))
      for (const std::string& name : s.list<std::string>("architectures"))
        masked = masked || name.ends_with("ForMaskedLM") || name.ends_with("ForPreTraining") || name.ends_with("ForConditionalGeneration");
    if (masked || (!base_.is_gguf() && s.get_or<bool>("is_encoder_decoder", false)))
      throw ConfigError{
          {.problem = "adapters of a table that is tied to others are for decoders alone", .file = adapter.file, .key = std::string(path)}};
  }

  static TensorError missing(const LoraAdapter& adapter, const StoredTensor& tensor, const Checkpoint& base) {
    return TensorError{
        {.problem = "the adapter is of another base: there is no such module in " + base.name(), .file = adapter.file, .key = tensor.name}};
  }

  void replace(const AdapterPlaces& places, const LoraAdapter& adapter, const StoredTensor& tensor) {
    const std::size_t dot = tensor.name.rfind('.');
    if (dot == tensor.name.npos) throw missing(adapter, tensor, base_);
    require_weight(tensor, adapter.file);
    const std::string path = tensor.name.substr(0, dot), leaf = tensor.name.substr(dot + 1);
    const auto place = find(places, adapter, path, leaf);
    if (!place) {
      if (base_.is_gguf() || !adapter.architecture.empty()) throw missing(adapter, tensor, base_);
      put(tensor.name, tensor).key = tensor.name;  // a head that the base has not: who loads the model says whether it has a use for it
      return;
    }
    Merged& to = values_of(place->tensor);
    to.key = tensor.name;
    FloatMatrix from(tensor);
    if (from.columns == 0 || tensor.shape.size() > 2) throw misfit(adapter, tensor, to.shape, place->tensor);
    if (place->turned.value_or(false)) from = from.transposed();
    if (place->part == TensorName::Part::row) std::swap(from.rows, from.columns);
    const auto rows = place->rows_of(from.rows, to.rows);
    if (!rows || from.columns != to.columns) throw misfit(adapter, tensor, to.shape, place->tensor);
    for (Index n = 0; n < from.rows; ++n)
      for (Index k = 0; k < from.columns; ++k)
        to.row((*rows)[static_cast<std::size_t>(n)])[k] = from.row(n)[k] + static_cast<float>(place->added);
  }

  /// What find() finds, or a head that is tied.
  const StoredTensor& stored(const std::string& name) const { return name == tied_head_ ? *table_ : *base_.find(name); }

  FittedModule fit(const AdapterPlaces& places, const LoraAdapter& adapter, const LoraModule& m) {
    const auto place = find(places, adapter, m.name, "weight");
    if (!place) throw missing(adapter, *m.a, base_);
    const auto merged = merged_.find(place->tensor);
    const bool is_merged = merged != merged_.end();
    const std::vector<Index>& shape = is_merged ? merged->second.shape : stored(place->tensor).shape;
    const bool outputs_first = is_merged ? merged->second.outputs_first : stored(place->tensor).outputs_first;
    const Index columns = shape.size() < 2 ? 1 : shape.back();
    Index all = 1;
    for (const Index extent : shape) all *= extent;
    const Index height = columns == 0 ? 0 : all / columns;
    FloatMatrix a(*m.a), b(*m.b);
    if (m.table && !adapter.architecture.empty()) a = a.transposed();
    const Index in = a.columns, out = b.rows;
    auto rows = place->rows_of(out, height);
    const bool fits = rows && columns == in, fits_turned = height == in && columns == out && place->head_dim == 0;
    const bool turned = m.table || (!outputs_first && place->turned.value_or(fits_turned && (!fits || adapter.fan_in_fan_out)));
    if (turned ? !fits_turned || place->part != TensorName::Part::whole : !fits)
      throw misfit(adapter, columns == (turned ? out : in) ? *m.b : *m.a, shape, place->tensor);
    if (turned) rows = AdapterPlace{}.rows_of(in, height);
    if (m.magnitude != nullptr && m.magnitude->elements() != out) throw misfit(adapter, *m.magnitude, shape, place->tensor);
    return {*place, std::move(a), std::move(b), turned, std::move(*rows)};
  }

  /// Whether a tensor is what the base has: tables are saved beside adapters of them.
  bool is_unchanged(const std::string& name, const Merged& m) const {
    const StoredTensor* const own = name == tied_head_ ? table_ : base_.find(name);
    if (own == nullptr || is_quantized(own->dtype)) return false;
    const FloatMatrix values(*own);
    return std::equal(values.values.begin(), values.values.end(), m.row(0));
  }

  /// W += scale B A, and its norms; b += scale times B's bias.
  void add(const AdapterPlaces& places, const LoraAdapter& adapter, const LoraModule& m, double scale) {
    FittedModule f = fit(places, adapter, m);
    Merged& to = values_of(f.place.tensor);
    const Index out = f.b.rows;
    const bool turned = f.turned;
    const std::vector<Index>& rows = f.rows;
    const FloatMatrix left = turned ? f.a.transposed() : std::move(f.b), right = turned ? f.b.transposed() : std::move(f.a);
    executor_.parallel_for(left.rows, [&](Index n) {
      float* const w = to.row(rows[static_cast<std::size_t>(n)]);
      std::vector<double> sum(static_cast<std::size_t>(to.columns));
      for (Index r = 0; r < left.columns; ++r) {
        const double factor = static_cast<double>(left.row(n)[r]);
        const float* const values = right.row(r);
        for (Index k = 0; k < to.columns; ++k) sum[static_cast<std::size_t>(k)] += factor * static_cast<double>(values[k]);
      }
      for (Index k = 0; k < to.columns; ++k)
        w[k] = static_cast<float>(static_cast<double>(w[k]) + scale * sum[static_cast<std::size_t>(k)]);
    });
    if (m.magnitude != nullptr) set_norms(adapter, m, to, rows, turned, out);
    if (m.bias != nullptr) add_bias(places, adapter, m, scale);
  }

  /// Every output's weights get the norm that the adapter says (DoRA, equation 5): rows of W, or columns where it lies turned.
  void set_norms(const LoraAdapter& adapter, const LoraModule& m, Merged& to, const std::vector<Index>& rows, bool turned, Index out) {
    FloatMatrix magnitude(*m.magnitude);
    std::vector<double> factor(static_cast<std::size_t>(out));
    const auto output = [&](std::size_t n, Index k) -> double& { return factor[turned ? static_cast<std::size_t>(k) : n]; };
    for (std::size_t n = 0; n < rows.size(); ++n)
      for (Index k = 0; k < to.columns; ++k) output(n, k) += std::pow(static_cast<double>(to.row(rows[n])[k]), 2);
    for (std::size_t n = 0; n < factor.size(); ++n) {
      if (factor[n] == 0)
        throw TensorError{{.problem = "weights of zeros cannot be given another length",
                           .file = adapter.file,
                           .key = m.magnitude->name,
                           .found = "output " + std::to_string(n)}};
      factor[n] = static_cast<double>(magnitude.values[n]) / std::sqrt(factor[n]);
    }
    for (std::size_t n = 0; n < rows.size(); ++n)
      for (Index k = 0; k < to.columns; ++k) {
        float& w = to.row(rows[n])[k];
        w = static_cast<float>(static_cast<double>(w) * output(n, k));
      }
  }

  void add_bias(const AdapterPlaces& places, const LoraAdapter& adapter, const LoraModule& m, double scale) {
    const auto place = find(places, adapter, m.name, "bias");
    if (!place)
      throw TensorError{{.problem = "lora_bias, and the layer of the base has no bias that it could be added to",
                         .file = adapter.file,
                         .key = m.bias->name}};
    Merged& to = values_of(place->tensor);
    to.key = m.bias->name;
    FloatMatrix bias(*m.bias);
    const auto rows = place->rows_of(static_cast<Index>(bias.values.size()), to.rows);
    if (!rows || to.columns != 1) throw misfit(adapter, *m.bias, to.shape, place->tensor);
    for (std::size_t n = 0; n < rows->size(); ++n) *to.row((*rows)[n]) += static_cast<float>(scale * static_cast<double>(bias.values[n]));
  }

  const Checkpoint& base_;
  std::string_view prefix_;
  std::optional<DType> weights_;
  Executor& executor_;
  bool beside_ = false;
  std::string tied_head_{};              // beside: the head that is a table, once an adapter has asked for it
  const StoredTensor* table_ = nullptr;  // its table
  std::map<std::string, Merged, std::less<>> merged_;
};

}  // namespace ganymede::inline v0::detail
