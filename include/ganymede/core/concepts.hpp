#pragma once
// What the decoding strategies need of a model, and no more.

#include <ganymede/core/tensor.hpp>

#include <memory>
#include <span>
#include <vector>

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

/// A causal language model whose sequences are bound to sources: text in, text out. Immutable, as above.
///   encode(sources, workspace, options)[, probe] -> one Source for each list of ids, computed in one ragged pass
///   new_sequence(source, options)                -> the sequence that a translation is decoded in
template <class M>
concept EncoderDecoderModel = CausalModel<M> &&
    requires(const M& model, std::span<const std::vector<TokenId>> sources, Workspace& workspace, const SequenceOptions& options,
             const std::shared_ptr<const Sequence>& source) {
  { model.source_vocab_size() } -> std::convertible_to<Index>;
  { model.longest_source() } -> std::convertible_to<Index>;
  { model.encode(sources, workspace, options) } -> std::same_as<std::vector<std::shared_ptr<const Sequence>>>;
  { model.new_sequence(source, options) } -> std::same_as<Sequence>;
};

/// A causal language model that needs no source: text goes in and goes on.
template <class M>
concept DecoderOnlyModel = CausalModel<M> && !EncoderDecoderModel<M>;

}  // namespace ganymede::inline v0
