#pragma once
// The picture of the 2017 paper: an encoder on the left, a decoder on the right that attends to it (Vaswani et al. 2017, figure 1).

#include <ganymede/core/concepts.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/models/transformer_stack.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Sources and the target so far -> logits of what comes next, with two stacks of any blocks; those of the decoder have an `encoder_attn`.
/// Immutable once built: any number of threads may call encode() and forward(), each with its own sequences and workspace.
template <Scalar T, class Encoder, class Decoder>
struct EncoderDecoder {
  using Element = T;

  Encoder encoder{};  // the left half
  Decoder decoder{};  // the right half
  Linear<T> lm_head{};
  std::vector<T> final_logits_bias{};                               // [V]; empty: none
  double head_scale = 1;                                            // of what the head sees
  std::shared_ptr<const StateShape> state_shape{}, source_shape{};  // slots of the decoder's self- and cross-attention
  std::shared_ptr<Executor> executor{};
  std::optional<Settings> generation_settings{};  // of the checkpoint; none where there was none

  Index vocab_size() const { return lm_head.out_features(); }
  Index source_vocab_size() const { return encoder.vocab_size(); }
  Index hidden_size() const { return encoder.hidden_size(); }
  Index max_position_embeddings() const { return state_shape->max_position_embeddings; }
  Index longest_sequence() const { return state_shape->longest; }
  /// How the checkpoint says to generate, under Hugging Face's keys (Checkpoint::generation()): what generate() lays its options over.
  const std::optional<Settings>& generation() const { return generation_settings; }
  Index longest_source() const { return source_shape->longest; }

  /// The encoder's vector [D] for a token, before embed_scale and positions. Throws InputError for an id outside source_vocab_size().
  void token_embedding(TokenId token, std::span<T> out) const { encoder.embed_tokens.row(token, out); }

  /// An empty target; forward() takes it once it has a source.
  Sequence new_sequence(const SequenceOptions& options = {}) const { return Sequence(state_shape, options); }
  /// An empty translation of `source`, with the adapter that the source was encoded with.
  Sequence new_sequence(Source source, const SequenceOptions& options = {}) const {
    SequenceOptions own = options;
    if (source && own.adapter.empty()) own.adapter = source->adapter_name();
    return Sequence(state_shape, std::move(own), std::move(source));
  }

  /// Each source as the decoder will attend to it, computed in one pass over the tokens of all; options.max_length is the longest source
  /// that is allowed, 0 for what the model allows. `probe` sees the encoder; its last hidden states are the encoder's output. Throws
  /// InputError (no sources, an empty one, an id outside the vocabulary), ContextError (too long), CapacityError.
  template <class P = NoProbe>
  std::vector<Source> encode(std::span<const std::vector<TokenId>> sources, Workspace& workspace, const SequenceOptions& options = {},
                             P&& probe = {}) const {
    check(sources, options);
    std::vector<std::shared_ptr<Sequence>> encoded;
    Batch batch;
    for (const std::vector<TokenId>& tokens : sources) {
      encoded.push_back(std::make_shared<Sequence>(
          source_shape, SequenceOptions{static_cast<Index>(tokens.size()), options.cache, options.pool, options.adapter}));
      batch.add(*encoded.back(), tokens, LogitRows::none);
      encoded.back()->reserve(static_cast<Index>(tokens.size()));
    }
    workspace.begin_pass();
    Pass<std::remove_reference_t<P>> pass{batch, workspace, *executor, probe};
    const Workspace::Scope scope(workspace);

    const View<T> x = encoder.norm(encoder(pass), pass);
    detail::observe(Index(encoder.layers.size()) + 1, x, pass);
    const LinearInput<T> memory = detail::input_of(x, pass, decoder.layers.front().encoder_attn.kv_proj);
    for (const auto& layer : decoder.layers) {
      const Workspace::Scope layer_scope(workspace);
      layer.encoder_attn.fill_cache(memory, pass);
    }
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return {encoded.begin(), encoded.end()};
  }

  /// The logits [batch.logit_rows(), V] of the rows that were asked for, in the workspace until its next pass. If it throws, every
  /// sequence is as it was: InputError (empty batch, foreign sequence, one without a source or with another model's, id outside the
  /// vocabulary), ContextError, CapacityError.
  template <class P = NoProbe>
  ConstView<T> forward(const Batch& batch, Workspace& workspace, P&& probe = {}) const {
    detail::check_batch(batch, decoder.vocab_size(), *state_shape);
    check_sources(batch);
    for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    workspace.begin_pass();
    Pass<std::remove_reference_t<P>> pass{batch, workspace, *executor, probe};
    const Workspace::Scope scope(workspace);

    const View<T> x = decoder(pass);
    if constexpr (Pass<std::remove_reference_t<P>>::wants_hidden_states)
      if (pass.wishes.hidden_states) detail::observe(Index(decoder.layers.size()) + 1, View<T>(decoder.norm(x, pass)), pass);
    const ConstView<T> logits = head(detail::wanted_rows(x, pass), pass);
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return logits;
  }

  /// The logits [T, V] of the decoder's hidden states [T, D] that a probe saw, of layer 0 to decoder.layers.size(): last norm and head, as
  /// forward() ends (see DecoderOnly). In the workspace until its next pass, where the hidden states may not lie. Throws InputError for
  /// another width.
  ConstView<T> logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const {
    return detail::logits_of(hidden_states, decoder.hidden_size(), workspace, *executor,
                             [this](const View<T>& x, auto& pass) { return this->head(x, pass); });
  }

 private:
  template <class P>
  ConstView<T> head(const View<T>& x, Pass<P>& pass) const {
    View<T> logits = pass.workspace.template keep<T>(x.rows(), vocab_size());
    if (x.rows() == 0) return read_only(logits);
    View<T> y = decoder.norm(x, pass);
    if (head_scale != 1) y *= T(head_scale);
    lm_head.multiply(y, logits, false, pass);
    if (!final_logits_bias.empty())
      pass.for_rows(logits.rows(), [&](Index t) {
        for (Index i = 0; i < logits.cols(); ++i) logits(t, i) += final_logits_bias[static_cast<std::size_t>(i)];
      });
    return read_only(logits);
  }
  void check(std::span<const std::vector<TokenId>> sources, const SequenceOptions& options) const {
    if (sources.empty()) throw InputError{{.problem = "no sources", .key = "encode"}};
    const Index longest = options.max_length > 0 ? std::min(options.max_length, longest_source()) : longest_source();
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const std::string name = "source " + std::to_string(i);
      if (sources[i].empty()) throw InputError{{.problem = "an empty source", .key = name}};
      if (static_cast<Index>(sources[i].size()) > longest)
        throw ContextError{{.problem = "the source is too long",
                            .key = name,
                            .expected = "at most " + std::to_string(longest) + " tokens",
                            .found = std::to_string(sources[i].size())}};
      detail::check_tokens(sources[i], source_vocab_size(), name);
    }
  }
  void check_sources(const Batch& batch) const {
    for (const Segment& s : batch.segments()) {
      const Source& source = s.sequence->source();
      if (!source) throw InputError{{.problem = "the sequence has no source to translate", .key = "forward"}};
      if (&source->shape() != source_shape.get() && !(source->shape() == *source_shape))
        throw InputError{{.problem = "the source was encoded by another model", .key = "forward"}};
      if (source->adapter() != s.sequence->adapter())
        throw InputError{{.problem = "the source was encoded with another adapter",
                          .key = "adapter",
                          .expected = s.sequence->adapter_name(),
                          .found = source->adapter_name()}};
    }
  }
};

}  // namespace ganymede::inline v0
