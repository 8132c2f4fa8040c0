#pragma once
// One half of figure 1 of the 2017 paper: embedding, positions, N layers.

#include <ganymede/blocks/block.hpp>
#include <ganymede/layers/embedding.hpp>
#include <ganymede/layers/norm.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/models/forward_parts.hpp>

#include <numeric>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// Tokens -> vectors. With EncoderAttention in its blocks it is an encoder, with Attention a decoder, with CrossAttention too one that
/// attends to a source.
template <Scalar T, Block<T> Layer, class Positions = NoAddedPositions, class LastNorm = NoNorm, class EmbeddingNorm = NoNorm>
struct TransformerStack {
  Embedding<T> embed_tokens{};
  double embed_scale = 1;  // sqrt(D) in the paper (section 3.4)
  Linear<T> project_in{};  // [E] -> [D], where the table is narrower than the model; empty: it is as wide
  Positions positions{};
  EmbeddingNorm layernorm_embedding{};
  std::vector<Layer> layers{};
  LastNorm norm{};

  Index vocab_size() const { return embed_tokens.vocab_size(); }
  Index hidden_size() const { return project_in.empty() ? embed_tokens.hidden_size() : project_in.out_features(); }

  /// The vector [D] that stands for a token before positions are added. Throws InputError for an id outside the vocabulary.
  void token_embedding(TokenId token, std::span<T> out) const {
    if (project_in.empty()) return embed_tokens.row(token, out);
    std::vector<T> narrow(static_cast<std::size_t>(embed_tokens.hidden_size())), row(narrow.size());
    embed_tokens.row(token, narrow);
    detail::require_room(out.size(), hidden_size());
    for (Index n = 0; n < hidden_size(); ++n) {
      project_in.row(n, row.data());
      out[static_cast<std::size_t>(n)] = std::inner_product(row.begin(), row.end(), narrow.begin(), T(0));
    }
  }

  /// The batch's tokens -> [T, D], without the last norm, in the workspace until the innermost Scope ends.
  template <class P>
  View<T> operator()(Pass<P>& pass) const;

  /// The layers alone: changes what goes into the first, x [T, D], to what comes out of the last.
  template <class P>
  void run_layers(View<T>& x, Pass<P>& pass) const;
};

template <Scalar T, Block<T> Layer, class Positions, class LastNorm, class EmbeddingNorm>
template <class P>
View<T> TransformerStack<T, Layer, Positions, LastNorm, EmbeddingNorm>::operator()(Pass<P>& pass) const {
  View<T> x = pass.workspace.template take<T>(pass.batch.rows(), hidden_size());
  if (project_in.empty()) {
    embed_tokens(pass.batch.tokens(), x, pass);
  } else {
    const Workspace::Scope scope(pass.workspace);
    View<T> narrow = pass.workspace.template take<T>(x.rows(), embed_tokens.hidden_size());
    embed_tokens(pass.batch.tokens(), narrow, pass);
    project_in.multiply(narrow, x, false, pass);
  }
  if (embed_scale != 1) x *= T(embed_scale);
  detail::observe_embeddings(x, pass);
  positions.add_to(x, pass);
  if (!detail::is_none(layernorm_embedding)) {
    const Workspace::Scope scope(pass.workspace);
    x = layernorm_embedding(x, pass);
  }
  run_layers(x, pass);
  return x;
}

template <Scalar T, Block<T> Layer, class Positions, class LastNorm, class EmbeddingNorm>
template <class P>
void TransformerStack<T, Layer, Positions, LastNorm, EmbeddingNorm>::run_layers(View<T>& x, Pass<P>& pass) const {
  detail::observe(0, x, pass);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Workspace::Scope layer_scope(pass.workspace);
    layers[l](x, pass);
    detail::observe(Index(l) + 1, x, pass);
  }
}

}  // namespace ganymede::inline v0
