#pragma once
// A model's token embeddings as word vectors, and words of several tokens among them.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/inspect/embedding_space.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A table of all tokens that the tokenizer knows, each with the bytes it stands for and its row of the model's embedding (of an
/// encoder-decoder model: the encoder's). Reads every row once; the model is not needed afterwards.
class TokenVectors {
 public:
  /// InputError: tokens that the model has no row for, rows that are not finite.
  template <class Model>
  TokenVectors(const Model& model, Tokenizer tokenizer)
      : TokenVectors(read(
                         model.hidden_size(), [&](TokenId id, std::span<float> row) { model.token_embedding(id, row); }, tokenizer),
                     tokenizer) {}

  const WordVectors& table() const& noexcept { return table_; }
  WordVectors table() && { return std::move(table_); }
  const Tokenizer& tokenizer() const& noexcept { return tokenizer_; }
  Tokenizer tokenizer() && { return std::move(tokenizer_); }

  /// The tokens of a word as it stands inside a text: of the word alone and the word after a space what makes fewer tokens, or, where both
  /// make as many, the latter. No special tokens.
  std::vector<TokenId> ids(std::string_view word) const;

  /// The mean of the tokens' vectors: of one token, its own; of none, zeros. InputError for an id outside the vocabulary.
  std::vector<float> vector(std::span<const TokenId> ids) const;

  /// Tokens, or a word's ids(), as an EmbeddingSpace places them; their own rows are no neighbours.
  WordLookup look(std::span<const TokenId> ids) const {
    WordLookup found{vector(ids), {}, ids.size() == 1 ? "one token:" : "mean of " + std::to_string(ids.size()) + " tokens:"};
    for (const TokenId id : ids) {
      found.note.append(" ").append(tokenizer_.piece(id));
      found.tokens.push_back(tokenizer_.token_bytes(id));
      found.rows.push_back(row_of(id));
    }
    return found;
  }
  std::optional<WordLookup> look(std::string_view word) const { return look(ids(word)); }

  /// The row of the table that is this token's. InputError for an id outside the vocabulary.
  Index row_of(TokenId id) const;

 private:
  struct Rows {
    std::vector<std::string> words;
    std::vector<float> vectors;
    std::vector<Index> rows;
    Index dimensions;
  };
  TokenVectors(Rows rows, Tokenizer tokenizer)
      : tokenizer_(std::move(tokenizer)),
        rows_(std::move(rows.rows)),
        table_(std::move(rows.words), std::move(rows.vectors), rows.dimensions) {}

  static Rows read(Index hidden_size, FunctionRef<void(TokenId, std::span<float>)> token_embedding, const Tokenizer& tokenizer);

  Tokenizer tokenizer_;
  std::vector<Index> rows_;  // by token id; -1: a hole in the vocabulary
  WordVectors table_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/token_vectors.ipp>
#endif
