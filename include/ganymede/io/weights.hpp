#pragma once
// A checkpoint's tensors by path, as a model's constructor walks through them: strictly, each with the shape that it must have.

#include <ganymede/core/executor.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/ctranslate2_names.hpp>
#include <ganymede/io/gguf_architecture.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/io/tensor_names.hpp>
#include <ganymede/io/weight_layout.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

struct LoadOptions {
  std::optional<DType> weights{};        ///< element type to keep weight matrices in; left out: as stored
  Index threads = 0;                     ///< 0: all CPUs that the process may use, through the shared pool
  std::shared_ptr<Executor> executor{};  ///< an executor of one's own in place of `threads`
};

/// The tensors under one path of a checkpoint: `weights / "layers" / 3 / "self_attn" / "q_proj"`.
class Weights {
 public:
  /// `prefix` may be missing from the checkpoint's names, as in files saved without the language-model head ("model.", "transformer.").
  Weights(const Checkpoint& checkpoint, std::string_view prefix, LoadOptions options = {})
      : Weights(checkpoint, names_of(checkpoint), prefix, std::move(options)) {}
  /// The same with names of one's own for GGUF files, for an architecture that has no table (gguf_architectures.hpp).
  Weights(const Checkpoint& checkpoint, std::span<const TensorName> names, std::string_view prefix, LoadOptions options = {})
      : shared_(std::make_shared<Shared>(Shared{checkpoint, names, prefix, std::move(options), {}, 0, 0})) {
    if (!shared_->options.executor)
      shared_->options.executor =
          shared_->options.threads != 0 ? std::make_shared<ThreadPool>(shared_->options.threads) : default_executor();
  }

  Weights operator/(std::string_view part) const { return {shared_, path_.empty() ? std::string(part) : path_ + "." + std::string(part)}; }
  Weights operator/(Index layer) const { return *this / std::to_string(layer); }

  const LoadOptions& options() const { return shared_->options; }
  const std::shared_ptr<Executor>& executor() const { return shared_->options.executor; }
  const std::string& file() const { return shared_->checkpoint.name(); }
  const std::string& path() const { return path_; }

  bool has(std::string_view leaf) const { return find(leaf) != nullptr; }

  /// The tensor `leaf` ("weight", "bias") of this path. Throws TensorError when it is missing, of another shape, of no
  /// elements or of an unusable type.
  const StoredTensor& tensor(std::string_view leaf, std::span<const Index> shape) const {
    const StoredTensor* const t = find(leaf);
    if (!t) throw TensorError{{.problem = "tensor is missing", .file = file(), .key = stored_name(leaf), .expected = to_string(shape)}};
    if (!std::ranges::equal(t->shape, shape))
      throw TensorError{{.problem = "tensor has the wrong shape",
                         .file = file(),
                         .key = t->name,
                         .expected = to_string(shape),
                         .found = to_string(t->shape)}};
    if (std::ranges::any_of(shape, [](Index extent) { return extent <= 0; }))
      throw TensorError{{.problem = "tensor without elements", .file = file(), .key = t->name, .found = to_string(shape)}};
    require_weight(*t, file());
    shared_->used.insert(t->name);
    return *t;
  }

  /// A vector such as a bias or a norm's weight, converted to T.
  template <Scalar T>
  std::vector<T> vector(std::string_view leaf, Index size) const {
    const Index shape[] = {size};
    const StoredTensor& t = tensor(leaf, shape);
    std::vector<float> values(static_cast<std::size_t>(size));
    dequantize(t.dtype, t.bytes.data(), values.data(), size);
    return {values.begin(), values.end()};
  }

  /// How the matrix of this path lies in the file, that Hugging Face stores so.
  WeightLayout layout(WeightLayout hugging_face = {}) const {
    const TensorName* const name = shared_->checkpoint.is_gguf() ? detail::find_tensor_name(shared_->names, path_) : nullptr;
    if (name == nullptr || name->rows == TensorName::Rows::alike) return hugging_face;
    if (name->rows == TensorName::Rows::transposed) return {!hugging_face.transposed, std::move(hugging_face.order)};
    const Settings& s = shared_->checkpoint.settings();
    const Index d = s.has("head_dim") ? positive(s, "head_dim") : positive(s, "hidden_size") / positive(s, "num_attention_heads");
    return {hugging_face.transposed,
            [d, order = std::move(hugging_face.order)](Index n) { return detail::rotary_pair_row(order ? order(n) : n, d); }};
  }

  /// What each frequency of rotary positions is divided by, which GGUF files have beside their settings; empty: nothing.
  std::vector<float> frequency_factors(Index frequencies) const {
    const Weights factors(shared_, "rope_freqs");
    return shared_->checkpoint.is_gguf() && factors.has("weight") ? factors.vector<float>("weight", frequencies) : std::vector<float>();
  }

  /// Bytes of a tensor that has been copied: their memory goes back to the system.
  void release(std::span<const std::byte> bytes) const noexcept { shared_->checkpoint.release(bytes); }

  /// Packed matrices are padded to 64 rows. All of a checkpoint together may have as much padding as rows, and a little for small models:
  /// throws TensorError naming `tensor` where thousands of wide matrices of one row would take a hundred times their file.
  void count_packed(std::size_t rows, std::size_t padding, std::string_view tensor) const {
    constexpr std::size_t for_small_models = std::size_t{16} << 20;
    shared_->packed += rows;
    shared_->padding += padding;
    if (shared_->padding > for_small_models + shared_->packed)
      throw TensorError{{.problem = "matrices of too few rows, which are padded to 64 each",
                         .file = file(),
                         .key = std::string(tensor),
                         .expected = "at most " + std::to_string(for_small_models + shared_->packed) + " bytes of padding",
                         .found = std::to_string(shared_->padding)}};
  }

  /// Throws TensorError naming the first tensor that no layer asked for and that `ignored` does not cover. An entry of `ignored` is a
  /// whole name or, with a leading "*", the end of one.
  void require_all_used(std::span<const std::string_view> ignored) const {
    const GgufArchitecture* const gguf = shared_->checkpoint.gguf_architecture();
    for (const StoredTensor& t : shared_->checkpoint.tensors()) {
      const auto covers = [&t](std::string_view name) {
        return name.starts_with("*") ? std::string_view(t.name).ends_with(name.substr(1)) : t.name == name;
      };
      if (gguf != nullptr && std::ranges::any_of(gguf->ignored_tensors, covers)) continue;
      if (!shared_->used.contains(t.name) && std::none_of(ignored.begin(), ignored.end(), covers))
        throw TensorError{{.problem = "unexpected tensor: no layer of this architecture uses it",
                           .file = file(),
                           .key = t.name,
                           .found = to_string(t.shape)}};
    }
  }

 private:
  struct Shared {
    const Checkpoint& checkpoint;
    std::span<const TensorName> names;
    std::string_view prefix;
    LoadOptions options;
    std::set<std::string, std::less<>> used;
    std::size_t packed = 0, padding = 0;  // bytes of rows, and of rows that are none
  };
  Weights(std::shared_ptr<Shared> shared, std::string path) : shared_(std::move(shared)), path_(std::move(path)) {}

  static std::span<const TensorName> names_of(const Checkpoint& checkpoint) {
    return checkpoint.gguf_architecture() == nullptr ? std::span<const TensorName>() : checkpoint.gguf_architecture()->tensors;
  }

  std::string stored_name(std::string_view leaf) const {
    if (shared_->checkpoint.is_ctranslate2()) return detail::ctranslate2_name(path_, leaf);
    const bool gguf = shared_->checkpoint.is_gguf();
    return (gguf ? detail::gguf_name(shared_->names, path_).value_or(path_) : path_) + (leaf.empty() ? "" : "." + std::string(leaf));
  }

  const StoredTensor* find(std::string_view leaf) const {
    const std::string name = stored_name(leaf);
    if (const StoredTensor* t = shared_->checkpoint.find(name)) return t;
    if (!shared_->checkpoint.is_gguf() && name.starts_with(shared_->prefix))
      return shared_->checkpoint.find(std::string_view(name).substr(shared_->prefix.size()));
    return nullptr;
  }

  std::shared_ptr<Shared> shared_;
  std::string path_;
};

}  // namespace ganymede::inline v0
