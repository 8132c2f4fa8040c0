#pragma once
// An encoder: embeddings, blocks in which every token sees every other, and a head (Devlin et al. 2018; the left half of figure 1 in
// Vaswani et al. 2017).

#include <ganymede/core/function_ref.hpp>
#include <ganymede/models/encoder_head.hpp>
#include <ganymede/models/transformer_stack.hpp>
#include <ganymede/state/encoder_model.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

/// Texts -> vectors of their tokens, and what a head makes of them: a stack of any blocks with EncoderAttention, before it segments beside
/// positions, and a projection where embeddings are narrower than the blocks (ALBERT, ELECTRA). Immutable once built: any number of threads
/// may call it, each with its own workspace. Errors are EncoderModel's.
template <Scalar T, Block<T> Layer, class Norm, class Positions = NoAddedPositions, class EmbeddingNorm = NoNorm>
struct EncoderOnly : TransformerStack<T, Layer, Positions, Norm, EmbeddingNorm> {
  using Element = T;
  using Stack = TransformerStack<T, Layer, Positions, Norm, EmbeddingNorm>;
  using Stack::embed_tokens, Stack::layers, Stack::norm, Stack::positions, Stack::layernorm_embedding;
  using Texts = EncoderModel::Texts;

  Embedding<T> embed_token_types{};  // of segments; empty: there are none
  Linear<T> embedding_projection{};  // [D, E]; empty: E = D
  HeadTransform<T> pooler{};
  EncoderHead<T> head{};
  EncoderFacts encoder_facts{};
  std::shared_ptr<const StateShape> state_shape{};
  std::shared_ptr<Executor> executor{};

  const EncoderFacts& facts() const { return encoder_facts; }
  Index vocab_size() const { return embed_tokens.vocab_size(); }
  Index hidden_size() const { return embedding_projection.empty() ? embed_tokens.hidden_size() : embedding_projection.out_features(); }
  void token_embedding(TokenId token, std::span<T> out) const { embed_tokens.row(token, out); }

  template <class P = NoProbe>
  ConstView<T> forward(Texts texts, Workspace& workspace, P&& probe = {}) const {
    return run(texts, workspace, probe, [](const View<T>& x, Seen<P>& pass) {
      View<T> kept = pass.workspace.template keep<T>(x.rows(), x.cols());
      kept = x;
      return read_only(kept);
    });
  }
  template <class P = NoProbe>
  ConstView<T> logits(Texts texts, Workspace& workspace, P&& probe = {}) const {
    require(!head.empty(), "head", "logits");
    return run(texts, workspace, probe, [this](const View<T>& x, Seen<P>& pass) {
      return head(encoder_facts.head == HeadKind::sequence ? detail::pooled_rows(x, head.mean, pass) : x, pass);
    });
  }
  ConstView<T> logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const {
    require(!head.empty(), "head", "logits_of");
    return detail::logits_of(hidden_states, hidden_size(), workspace, *executor,
                             [this](const View<T>& x, auto& pass) { return this->head(x, pass); });
  }
  ConstView<T> lens_of(const ConstView<T>& hidden_states, Workspace& workspace) const {
    require(!head.empty(), "head", "lens_of");
    return detail::logits_of(hidden_states, hidden_size(), workspace, *executor, [this](View<T> x, auto& pass) {
      if (!detail::is_none(this->norm)) x = this->norm(x, pass);
      return this->head(x, pass);
    });
  }
  template <class P = NoProbe>
  ConstView<T> pooler_output(Texts texts, Workspace& workspace, P&& probe = {}) const {
    require(encoder_facts.has_pooler, "pooler", "pooler_output");
    return run(texts, workspace, probe, [this](const View<T>& x, Seen<P>& pass) {
      const View<T> y = pooler(detail::pooled_rows(x, false, pass), pass);
      View<T> kept = pass.workspace.template keep<T>(y.rows(), y.cols());
      kept = y;
      return read_only(kept);
    });
  }

 private:
  template <class P>
  using Seen = Pass<std::remove_reference_t<P>>;
  template <class P>
  using Finish = FunctionRef<ConstView<T>(const View<T>&, Seen<P>&)>;

  /// finish(x, pass) of the last hidden states x [T, D].
  template <class P>
  ConstView<T> run(Texts texts, Workspace& workspace, P& probe, std::type_identity_t<Finish<P>> finish) const {
    check(texts);
    std::vector<Sequence> sequences;
    sequences.reserve(texts.size());
    const auto pool = std::make_shared<PagePool>();  // of which nothing is taken: keys and values lie in the workspace
    Batch batch;
    for (const EncoderInput& text : texts) {
      sequences.emplace_back(
          state_shape,
          SequenceOptions{.max_length = static_cast<Index>(text.tokens.size()), .pool = pool, .adapter = std::string(text.adapter)});
      batch.add(sequences.back(), text.tokens, LogitRows::none);
    }
    workspace.begin_pass();
    Pass<P> pass{batch, workspace, *executor, probe};
    const Workspace::Scope scope(workspace);
    View<T> x = embed(texts, pass);
    this->run_layers(x, pass);
    if (!detail::is_none(norm)) x = norm(x, pass);
    detail::observe(Index(layers.size()) + 1, x, pass);
    return finish(x, pass);
  }

  /// norm(token + segment + position), projected to the blocks' width: what BERT's section 3.2, "Input/Output Representations", adds up.
  template <class P>
  View<T> embed(Texts texts, Pass<P>& pass) const {
    View<T> e = pass.workspace.template take<T>(pass.batch.rows(), embed_tokens.hidden_size());
    embed_tokens(pass.batch.tokens(), e, pass);
    if (this->embed_scale != 1) e *= T(this->embed_scale);
    detail::observe_embeddings(e, pass);
    add_token_types(texts, e, pass);
    positions.add_to(e, pass);
    if (!detail::is_none(layernorm_embedding)) {
      const Workspace::Scope scope(pass.workspace);
      e = layernorm_embedding(e, pass);
    }
    if (embedding_projection.empty()) return e;
    return embedding_projection(e, pass);
  }
  template <class P>
  void add_token_types(Texts texts, View<T>& e, Pass<P>& pass) const {
    const Index types = encoder_facts.type_vocab_size;
    if (types == 0) return;
    const Workspace::Scope scope(pass.workspace);
    View<T> table = pass.workspace.template take<T>(types, e.cols());
    for (Index i = 0; i < types; ++i) embed_token_types.row(static_cast<TokenId>(i), {&table(i, 0), static_cast<std::size_t>(e.cols())});
    Index t = 0;
    for (const EncoderInput& text : texts)
      for (std::size_t i = 0; i < text.tokens.size(); ++i, ++t)
        e.row(t) += table.row(types < 2 || text.token_types.empty() ? 0 : text.token_types[i]);
  }

  void check(Texts texts) const {
    if (texts.empty()) throw InputError{{.problem = "no texts", .key = "forward"}};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const EncoderInput& text = texts[i];
      const std::string name = "text " + std::to_string(i);
      if (text.tokens.empty()) throw InputError{{.problem = "a text without tokens", .key = name}};
      if (static_cast<Index>(text.tokens.size()) > encoder_facts.longest_sequence)
        throw ContextError{{.problem = "the text is too long",
                            .key = name,
                            .expected = "at most " + std::to_string(encoder_facts.longest_sequence) + " tokens",
                            .found = std::to_string(text.tokens.size())}};
      detail::check_tokens(text.tokens, vocab_size(), name);
      if (text.token_types.empty()) continue;
      if (text.token_types.size() != text.tokens.size())
        throw InputError{{.problem = "not a segment for each token",
                          .key = name,
                          .expected = std::to_string(text.tokens.size()),
                          .found = std::to_string(text.token_types.size())}};
      if (encoder_facts.type_vocab_size < 2) continue;
      for (const TokenId type : text.token_types)
        if (type < 0 || type >= encoder_facts.type_vocab_size)
          throw InputError{{.problem = "no such segment",
                            .key = name,
                            .expected = "0 to " + std::to_string(encoder_facts.type_vocab_size - 1),
                            .found = std::to_string(type)}};
    }
  }
  static void require(bool there, const char* what, const char* key) {
    if (!there) throw InputError{{.problem = "the model was loaded from a checkpoint that has no " + std::string(what), .key = key}};
  }
};

}  // namespace ganymede::inline v0
