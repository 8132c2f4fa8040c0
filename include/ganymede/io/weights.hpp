#pragma once
// A checkpoint's tensors by path, as a model's constructor walks through them: strictly, each with the shape that it must have.

#include <ganymede/core/executor.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/io/adapter.hpp>
#include <ganymede/io/adapter_updates.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/io/tensor_names.hpp>
#include <ganymede/io/weight_layout.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {
/// What an adapter adds to the matrix of a path: `update` counts its rows from `row` on, of the matrix's own.
struct PlacedUpdate {
  Index adapter = 0, row = 0;
  const LowRankUpdate* update = nullptr;
};
}  // namespace detail

struct LoadOptions {
  std::optional<DType> weights{};              ///< element type to keep weight matrices in; left out: as stored
  Index threads = 0;                           ///< 0: all CPUs that the process may use, through the shared pool
  std::shared_ptr<Executor> executor{};        ///< an executor of one's own in place of `threads`
  std::vector<Adapter> adapters{};             ///< LoRA, merged into the weights in this order (io/merge_adapters.hpp)
  std::vector<NamedAdapter> named_adapters{};  ///< LoRA beside them, each for the sequences that name it (SequenceOptions::adapter)
};

/// The executor that these options ask for.
GANYMEDE_ONCE std::shared_ptr<Executor> executor_for(const LoadOptions& options);

/// The checkpoint at `path`, opened by that executor.
GANYMEDE_ONCE Checkpoint checkpoint_for(const std::filesystem::path& path, const LoadOptions& options);

/// The tensors under one path of a checkpoint, by Hugging Face's names whatever its format:
/// `weights / "layers" / 3 / "self_attn" / "q_proj"`.
class Weights {
 public:
  /// `prefix` may be missing from the checkpoint's names, as in files saved without the language-model head ("model.", "transformer.").
  /// Adapters are merged into the checkpoint before, or set afterwards: InputError where `options` still have some.
  Weights(const Checkpoint& checkpoint, std::string_view prefix, LoadOptions options = {});
  /// The same with names of one's own for GGUF files, for an architecture that has no table (gguf_architectures.hpp).
  Weights(const Checkpoint& checkpoint, std::span<const TensorName> names, std::string_view prefix, LoadOptions options = {});

  Weights operator/(std::string_view part) const;
  Weights operator/(Index layer) const;

  /// What is number `n` along the first axis of the tensor `stack` of this path, as a path of its own: that is its "weight", and its "bias"
  /// the same of `stack`_bias (the experts of transformers 5, one below the other).
  Weights of_stack(std::string_view stack, Index n) const;

  const LoadOptions& options() const;
  const std::shared_ptr<Executor>& executor() const;
  const std::string& file() const;
  const std::string& path() const { return path_; }

  bool has(std::string_view leaf) const;

  /// The tensor `leaf` ("weight", "bias") of this path, where the file stacks it with others its rows. Throws TensorError when it is
  /// missing, of another shape, of no elements or of an unusable type. It lives as long as a copy of these Weights.
  const StoredTensor& tensor(std::string_view leaf, std::span<const Index> shape) const;

  /// A vector such as a bias or a norm's weight, converted to T. `plus` is what the model adds to each value (Gemma's norms weigh by
  /// 1 + w): done in float as transformers does, unless the file has it added already. Throws as tensor().
  template <Scalar T>
  std::vector<T> vector(std::string_view leaf, Index size, double plus = 0) const {
    const std::vector<float> values = floats(leaf, size, plus);
    return {values.begin(), values.end()};
  }

  /// How the matrix of this path lies in the file, that Hugging Face stores so.
  WeightLayout layout(WeightLayout hugging_face = {}) const;

  /// What each frequency of rotary positions is divided by, which GGUF files have beside their settings; empty: nothing.
  std::vector<float> frequency_factors(Index frequencies) const;

  /// Lets these adapters stay beside the weights: they change nothing above.
  void set_adapters(std::vector<detail::AdapterUpdates> adapters);
  Index adapters() const;
  /// What they add to the "weight" of this path, of this shape as it lies in the file; the path may be that of a head which is tied. They
  /// count as used.
  std::vector<detail::PlacedUpdate> updates(std::span<const Index> shape) const;
  /// This path in the base as adapter number `n` has it, and whether it is another there.
  Weights of_adapter(Index n) const;
  bool is_replaced(Index n, std::string_view leaf) const;

  /// Bytes of a tensor that has been copied: their memory goes back to the system.
  void release(std::span<const std::byte> bytes) const noexcept;

  /// Packed matrices are padded to 64 rows. All of a checkpoint together may have as much padding as rows, and a little for small models:
  /// throws TensorError naming `tensor` where thousands of wide matrices of one row would take a hundred times their file.
  void count_packed(std::size_t rows, std::size_t padding, std::string_view tensor) const;

  /// Throws TensorError naming the first tensor that no layer asked for, or not for all of its rows, and that `ignored` does not cover;
  /// ConfigError naming the first of an adapter beside that no layer can take there. An entry of `ignored` is a whole name or, with a
  /// leading "*", the end of one.
  void require_all_used(std::span<const std::string_view> ignored) const;

 private:
  struct Shared;
  struct Found;
  Weights(std::shared_ptr<Shared> shared, std::string path);

  Found find(std::string_view leaf) const;
  const StoredTensor& part_of(const Found& found, std::span<const Index> shape) const;
  std::vector<float> floats(std::string_view leaf, Index size, double plus) const;

  std::shared_ptr<Shared> shared_;
  std::string path_;
  std::optional<Index> number_{};  // in the stack that path_ is
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/weights.ipp>
#endif
