#pragma once
// A causal language model: embedding, blocks, norm, head (Radford et al. 2018; the right half of figure 1 in Vaswani et al. 2017).

#include <ganymede/core/concepts.hpp>
#include <ganymede/layers/embedding.hpp>
#include <ganymede/layers/positions.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Tokens -> logits, with a stack of any `Block`. Immutable once built: any number of threads may call forward(), each with its own
/// sequences and workspace. A family is this template with its blocks filled in.
template <Scalar T, class Block, class Norm, class Positions = NoAddedPositions>
struct DecoderOnly {
  Embedding<T> embed_tokens;
  Positions positions;
  std::vector<Block> layers;
  Norm norm;
  Linear<T> lm_head;
  std::shared_ptr<const StateShape> state_shape;
  std::shared_ptr<Executor> executor;

  Index vocab_size() const { return lm_head.out_features(); }
  Index max_position_embeddings() const { return state_shape->max_position_embeddings; }
  Index longest_sequence() const { return state_shape->longest; }
  Sequence new_sequence(const SequenceOptions& options = {}) const { return Sequence(state_shape, options); }

  /// The logits [batch.logit_rows(), V] of the rows that were asked for, in the workspace until its next pass. If it throws, every
  /// sequence is as it was: InputError (empty batch, foreign sequence, id outside the vocabulary), ContextError, CapacityError.
  template <class P = NoProbe>
  ConstView<T> forward(const Batch& batch, Workspace& workspace, P&& probe = {}) const {
    check(batch);
    for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    workspace.begin_pass();
    Pass<std::remove_reference_t<P>> pass{batch, workspace, *executor, probe};
    const Workspace::Scope scope(workspace);

    View<T> x = workspace.template take<T>(batch.rows(), embed_tokens.hidden_size());
    embed_tokens(batch.tokens(), x, pass);
    positions.add_to(x, pass);
    observe(0, x, pass);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const Workspace::Scope layer_scope(workspace);
      layers[l](x, pass);
      observe(Index(l) + 1, x, pass);
    }
    if constexpr (Pass<std::remove_reference_t<P>>::wants_hidden_states) observe(Index(layers.size()) + 1, norm(x, pass), pass);

    View<T> logits = workspace.template keep<T>(batch.logit_rows(), vocab_size());
    if (logits.rows() > 0) lm_head.multiply(norm(wanted_rows(x, batch, workspace), pass), logits, false, workspace, *executor);
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return view_of(static_cast<const T*>(logits.data()), logits.rows(), logits.cols());
  }

 private:
  void check(const Batch& batch) const {
    if (batch.segments().empty()) throw InputError{{.problem = "an empty batch", .key = "forward"}};
    for (const TokenId id : batch.tokens())
      if (id < 0 || id >= embed_tokens.vocab_size())
        throw InputError{{.problem = "token id outside the vocabulary",
                          .key = "forward",
                          .expected = "0 to " + std::to_string(embed_tokens.vocab_size() - 1),
                          .found = std::to_string(id)}};
    for (const Segment& s : batch.segments())
      if (&s.sequence->shape() != state_shape.get() && !(s.sequence->shape() == *state_shape))
        throw InputError{{.problem = "the sequence was made by another model", .key = "forward"}};
  }

  template <class P>
  static void observe(Index layer, const View<T>& x, Pass<P>& pass) {
    if constexpr (Pass<P>::wants_hidden_states)
      pass.probe.hidden_states(layer, ConstView<T>(x.data(), x.rows(), x.cols(), Eigen::OuterStride<>(x.outerStride())));
  }

  static View<T> wanted_rows(const View<T>& x, const Batch& batch, Workspace& workspace) {
    if (batch.logit_rows() == batch.rows()) return x;
    View<T> wanted = workspace.template take<T>(batch.logit_rows(), x.cols());
    for (const Segment& s : batch.segments())
      for (Index r = 0; r < s.logit_rows; ++r) wanted.row(s.first_logit + r) = x.row(s.first_row + s.rows - s.logit_rows + r);
    return wanted;
  }
};

}  // namespace ganymede::inline v0
