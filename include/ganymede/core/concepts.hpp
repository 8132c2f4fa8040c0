#pragma once
// What the decoding strategies need of a model, and no more.

#include <ganymede/core/tensor.hpp>

namespace ganymede::inline v0 {

class Batch;
class Workspace;
class Sequence;
struct SequenceOptions;

/// A causal language model: immutable; the caller owns sequences, batches and workspaces.
///   forward(batch, workspace)[, probe] -> logits [batch.logit_rows(), V], valid until the workspace's next pass
template <class M>
concept CausalModel = requires(const M& model, const Batch& batch, Workspace& workspace, const SequenceOptions& options) {
  { model.vocab_size() } -> std::convertible_to<Index>;
  { model.max_position_embeddings() } -> std::convertible_to<Index>;
  { model.longest_sequence() } -> std::convertible_to<Index>;
  { model.new_sequence(options) } -> std::same_as<Sequence>;
  { model.forward(batch, workspace) } -> std::convertible_to<ConstView<float>>;
};

}  // namespace ganymede::inline v0
