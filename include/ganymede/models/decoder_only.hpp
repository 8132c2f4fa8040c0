#pragma once
// A causal language model: embedding, blocks, norm, head (Radford et al. 2018; the right half of figure 1 in Vaswani et al. 2017).

#include <ganymede/core/concepts.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/layers/embedding.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/models/forward_parts.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

/// Tokens -> logits, with a stack of any `Block`. Immutable once built: any number of threads may call forward(), each with its own
/// sequences and workspace. A family is this template with its blocks filled in.
template <Scalar T, class Block, class Norm, class Positions = NoAddedPositions>
struct DecoderOnly {
  using Element = T;

  Embedding<T> embed_tokens;
  Positions positions;
  std::vector<Block> layers;
  Norm norm;
  Linear<T> lm_head;
  std::shared_ptr<const StateShape> state_shape;
  std::shared_ptr<Executor> executor;
  std::optional<Settings> generation_settings{};  // of the checkpoint; none where there was none

  Index vocab_size() const { return lm_head.out_features(); }
  Index hidden_size() const { return embed_tokens.hidden_size(); }
  Index max_position_embeddings() const { return state_shape->max_position_embeddings; }
  Index longest_sequence() const { return state_shape->longest; }
  /// How the checkpoint says to generate, under Hugging Face's keys (Checkpoint::generation()): what generate() lays its options over.
  const std::optional<Settings>& generation() const { return generation_settings; }
  /// The vector [D] that stands for a token before positions are added. Throws InputError for an id outside the vocabulary.
  void token_embedding(TokenId token, std::span<T> out) const { embed_tokens.row(token, out); }
  Sequence new_sequence(const SequenceOptions& options = {}) const { return Sequence(state_shape, options); }

  /// The logits [batch.logit_rows(), V] of the rows that were asked for, in the workspace until its next pass. If it throws, every
  /// sequence is as it was: InputError (empty batch, foreign sequence, id outside the vocabulary), ContextError, CapacityError.
  template <class P = NoProbe>
  ConstView<T> forward(const Batch& batch, Workspace& workspace, P&& probe = {}) const {
    detail::check_batch(batch, embed_tokens.vocab_size(), *state_shape);
    for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    workspace.begin_pass();
    Pass<std::remove_reference_t<P>> pass{batch, workspace, *executor, probe};
    const Workspace::Scope scope(workspace);

    View<T> x = workspace.template take<T>(batch.rows(), embed_tokens.hidden_size());
    embed_tokens(batch.tokens(), x, pass);
    detail::observe_embeddings(x, pass);
    positions.add_to(x, pass);
    detail::observe(0, x, pass);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const Workspace::Scope layer_scope(workspace);
      layers[l](x, pass);
      detail::observe(Index(l) + 1, x, pass);
    }
    if constexpr (Pass<std::remove_reference_t<P>>::wants_hidden_states)
      if (pass.wishes.hidden_states) detail::observe(Index(layers.size()) + 1, View<T>(norm(x, pass)), pass);

    const ConstView<T> logits = head(detail::wanted_rows(x, batch, workspace), pass);
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return logits;
  }

  /// The logits [T, V] of hidden states [T, D] that a probe saw, of layer 0 to layers.size(): norm and head, as forward() ends. Of the last
  /// block's output they are the pass's own logits, bit for bit; of another's, what the model would say if it ended there (the logit lens,
  /// nostalgebraist 2020). In the workspace until its next pass, where the hidden states may not lie. Throws InputError for another width.
  ConstView<T> logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const {
    return detail::logits_of(hidden_states, embed_tokens.hidden_size(), workspace, *executor,
                             [this](const View<T>& x, Pass<>& pass) { return head(x, pass); });
  }

 private:
  template <class P>
  ConstView<T> head(const View<T>& x, Pass<P>& pass) const {
    View<T> logits = pass.workspace.template keep<T>(x.rows(), vocab_size());
    if (x.rows() > 0) lm_head.multiply(norm(x, pass), logits, false, pass.workspace, pass.executor);
    return read_only(logits);
  }
};

}  // namespace ganymede::inline v0
