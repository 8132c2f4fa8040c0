#pragma once
// A causal language model: embedding, blocks, norm, head (Radford et al. 2018; the right half of figure 1 in Vaswani et al. 2017).

#include <ganymede/core/concepts.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/models/transformer_stack.hpp>

#include <memory>
#include <optional>
#include <span>
#include <type_traits>

namespace ganymede::inline v0 {

/// Tokens -> logits: a stack of any blocks, its last norm, and a head. Immutable once built: any number of threads may call forward(),
/// each with its own sequences and workspace. A family is this template with its blocks filled in.
template <Scalar T, Block<T> Layer, class Norm, class Positions = NoAddedPositions, class EmbeddingNorm = NoNorm>
struct DecoderOnly : TransformerStack<T, Layer, Positions, Norm, EmbeddingNorm> {
  using Element = T;
  using Stack = TransformerStack<T, Layer, Positions, Norm, EmbeddingNorm>;
  using Stack::embed_tokens, Stack::layers, Stack::norm;

  Linear<T> project_out{};  // [D] -> [E], where the head is narrower than the model (OPT); empty: it is as wide
  Linear<T> lm_head{};
  double logit_scale = 1;              // of what the head gives (Cohere, Granite)
  double final_logit_softcapping = 0;  // c: logits become c tanh(logit / c) (Gemma Team 2024, section 2); 0: they stay
  std::shared_ptr<const StateShape> state_shape{};
  std::shared_ptr<Executor> executor{};
  std::optional<Settings> generation_settings{};  // of the checkpoint; none where there was none

  Index vocab_size() const { return lm_head.out_features(); }
  Index max_position_embeddings() const { return state_shape->max_position_embeddings; }
  Index longest_sequence() const { return state_shape->longest; }
  /// How the checkpoint says to generate, under Hugging Face's keys (Checkpoint::generation()): what generate() lays its options over.
  const std::optional<Settings>& generation() const { return generation_settings; }
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

    const View<T> x = Stack::operator()(pass);
    if constexpr (Pass<std::remove_reference_t<P>>::wants_hidden_states)
      if (pass.wishes.hidden_states) detail::observe(Index(layers.size()) + 1, View<T>(norm(x, pass)), pass);

    const ConstView<T> logits = head(detail::wanted_rows(x, pass), pass);
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return logits;
  }

  /// The logits [T, V] of hidden states [T, D] that a probe saw, of layer 0 to layers.size(): norm and head, as forward() ends. Of the last
  /// block's output they are the pass's own logits, bit for bit; of another's, what the model would say if it ended there (the logit lens,
  /// nostalgebraist 2020). In the workspace until its next pass, where the hidden states may not lie. The head is the base's, without
  /// adapters. Throws InputError for another width.
  ConstView<T> logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const {
    return detail::logits_of(hidden_states, this->hidden_size(), workspace, *executor,
                             [this](const View<T>& x, auto& pass) { return this->head(x, pass); });
  }

 private:
  template <class P>
  ConstView<T> head(const View<T>& x, Pass<P>& pass) const {
    View<T> logits = pass.workspace.template keep<T>(x.rows(), vocab_size());
    if (x.rows() == 0) return read_only(logits);
    if (project_out.empty())
      lm_head.multiply(norm(x, pass), logits, false, pass);
    else
      lm_head.multiply(View<T>(project_out(norm(x, pass), pass)), logits, false, pass);
    if (logit_scale != 1) pass.for_rows(logits.rows(), [&](Index t) { logits.row(t) *= T(logit_scale); });
    if (final_logit_softcapping != 0) detail::soft_cap(logits, T(final_logit_softcapping), pass);
    return read_only(logits);
  }
};

}  // namespace ganymede::inline v0
