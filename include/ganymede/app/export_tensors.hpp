#pragma once
// The tensors of a checkpoint as a GGUF file holds them: renamed, rows in GGUF's order, in another element type.

#include <ganymede/core/executor.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/gguf_architecture.hpp>
#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// One tensor of the file to be, and where its numbers come from.
struct ExportedTensor {
  /// What is below one another in it, in the order of the file.
  struct Source {
    const StoredTensor* tensor = nullptr;  // lives in the checkpoint
    Index order = 0;                       // among the sources
    Index head_dim = 0;                    // not 0: rows of heads so wide lie otherwise in the file: as pairs of q's or k's, or
    Index heads = 0, key_value_heads = 0;  // not 0: those of q, k and v below one another, not group by group
  };
  std::vector<Source> sources{};  // none: `values`
  std::vector<float> values{};
  std::string name{};
  DType dtype = DType::f32;
  std::vector<Index> shape{};
  bool transposed = false;  // the source, the only one, is [in, out]
  double added = 0;         // to each value

  /// Whether numbers may be copied as they are stored.
  bool as_stored() const {
    return !sources.empty() && !transposed && added == 0 &&
           std::ranges::all_of(sources, [this](const Source& s) { return s.tensor->dtype == dtype; });
  }
};

/// All tensors of a GGUF file. TensorError for an element type that is no weight's.
GANYMEDE_ONCE std::vector<ExportedTensor> exported_as_they_are(const Checkpoint& checkpoint, DType type);

/// What decides which tensors a file has, beside their table.
struct ExportedModel {
  const Settings& settings;  // all of them, under Hugging Face's keys
  std::vector<float> frequency_factors{};

  bool tied_head() const { return settings.get<bool>("tie_word_embeddings"); }
};

/// All tensors of a Hugging Face folder. TensorError for one that the family does not know, and for a missing weight.
GANYMEDE_ONCE std::vector<ExportedTensor> exported_by_name(const Checkpoint& checkpoint, const GgufArchitecture& architecture,
                                                           const ExportedModel& model, std::string_view prefix,
                                                           std::span<const std::string_view> ignored, DType type);

/// Gives the tensor's bytes to `sink`, about a megabyte at a time, computed by the executor's threads. TensorError for numbers that its
/// element type cannot stand for.
GANYMEDE_ONCE void write_tensor(const ExportedTensor& tensor, const Checkpoint& checkpoint, Executor& executor,
                                const GgufWriter::Sink& sink);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/export_tensors.ipp>
#endif
