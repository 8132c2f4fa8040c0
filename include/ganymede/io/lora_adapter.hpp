#pragma once
// LoRA adapters: what is to be added to the matrices of a model that others have trained further (Hu et al. 2021), as PEFT saves it, a
// folder with adapter_config.json and adapter_model.safetensors, or as llama.cpp has it, a GGUF file.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

class Checkpoint;
class Gguf;
class Settings;
struct StoredTensor;

/// An adapter to be merged at load: a PEFT folder or a GGUF file, and how much of it.
struct Adapter {
  std::filesystem::path path{};
  double scale = 1;
};

/// W + scale B A: what an adapter adds to a matrix [out, in]. Of DoRA (Liu et al. 2024, equation 5), rows then get the lengths `magnitude`.
struct LowRankUpdate {
  Index rank = 0;
  std::vector<float> a{}, b{};     ///< [rank, in], [out, rank]
  std::vector<float> magnitude{};  ///< [out], or empty
  float scale = 1;

  /// row [in] of W, row n, becomes that of the sum. TensorError for a row of length zero that is to get another.
  void add_to(Index n, float* row, Index in) const;
};

namespace detail {

/// The updates of one adapter, by the path of the matrix in Hugging Face's names (in a GGUF file's, for one that is).
class LoraAdapter {
 public:
  /// FileError, FormatError; ConfigError naming the key of a variant that is not supported; TensorError for tensors that do not fit
  /// together.
  explicit LoraAdapter(const Adapter& adapter);

  /// The architecture that a GGUF adapter names; empty for a folder of PEFT's.
  const std::string& architecture() const noexcept { return architecture_; }

  /// The update of a matrix [out, in], null where there is none; it counts as used. TensorError for one of another shape.
  const LowRankUpdate* find(std::string_view path, Index out, Index in);

  /// TensorError naming a matrix that nobody asked for.
  void require_all_used() const;

 private:
  void read_folder(const std::filesystem::path& folder);
  void read_gguf(const Gguf& gguf);
  void read_pair(const std::string& path, const StoredTensor& a, const StoredTensor& b, double alpha, bool root);

  std::string file_, architecture_;
  double scale_;
  std::map<std::string, LowRankUpdate, std::less<>> updates_;
  std::set<std::string, std::less<>> used_;
};

/// Whether one of PEFT's patterns, a name or the end of one, fits the path. ConfigError for a regular expression.
GANYMEDE_ONCE bool fits_adapter_pattern(std::string_view pattern, std::string_view path, const std::string& file);

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/lora_adapter.ipp>
#endif
