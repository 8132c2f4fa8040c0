#pragma once
// Token ids become vectors: rows of a table.

#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/table_updates.hpp>

#include <memory>

namespace ganymede::inline v0 {

namespace detail {
inline void require_room(std::size_t size, Index hidden_size) {
  if (static_cast<Index>(size) != hidden_size)
    throw InputError{{.problem = "no room for a vector of this size",
                      .key = "token_embedding",
                      .expected = std::to_string(hidden_size),
                      .found = std::to_string(size)}};
}
}  // namespace detail

/// x_t = table[token_t] (Vaswani et al. 2017, section 3.4). The table is [V, D], kept in packed form, so that a tied head shares it.
template <Scalar T>
class Embedding {
 public:
  Embedding() = default;
  Embedding(const Weights& weights, Index vocab_size, Index hidden_size)
      : Embedding(Linear<T>({LinearPart{.weights = weights, .out = vocab_size, .adaptable = false}}, hidden_size), weights) {}
  /// A table that stands at `place`, with what adapters beside the weights do to it.
  Embedding(Linear<T> table, const Weights& place) : table_(std::move(table)), updates_(TableUpdates<T>::of(table_, place)) {}
  /// A table that is somebody else's too.
  explicit Embedding(Linear<T> table) : table_(std::move(table)) {}

  Index vocab_size() const { return table_.out_features(); }
  Index hidden_size() const { return table_.in_features(); }

  /// The vector of one token, as it is stored, without adapters. Throws InputError for an id outside the vocabulary, or `out` that holds no
  /// D numbers.
  void row(TokenId token, std::span<T> out) const {
    if (token < 0 || token >= vocab_size())
      throw InputError{{.problem = "token id outside the vocabulary",
                        .key = "token_embedding",
                        .expected = "0 to " + std::to_string(vocab_size() - 1),
                        .found = std::to_string(token)}};
    detail::require_room(out.size(), hidden_size());
    table_.row(token, out.data());
  }

  /// [T, D]. Throws InputError for an id outside the vocabulary, before anything is written.
  template <class P>
  void operator()(std::span<const TokenId> tokens, View<T>& x, Pass<P>& pass) const {
    for (std::size_t t = 0; t < tokens.size(); ++t)
      if (tokens[t] < 0 || tokens[t] >= vocab_size())
        throw InputError{{.problem = "token id outside the vocabulary",
                          .key = "token " + std::to_string(t),
                          .expected = "0 to " + std::to_string(vocab_size() - 1),
                          .found = std::to_string(tokens[t])}};
    for (std::size_t t = 0; t < tokens.size(); ++t) table_.row(tokens[t], x.data() + static_cast<Index>(t) * x.outerStride());
    if (pass.row_adapters != nullptr && updates_ != nullptr) (*updates_)(tokens, x, pass.row_adapters);
  }

  /// The head that uses the same table: logits = x table^T (Press and Wolf 2017).
  const Linear<T>& tied_head() const { return table_; }

 private:
  Linear<T> table_;
  std::shared_ptr<const TableUpdates<T>> updates_{};
};

}  // namespace ganymede::inline v0
