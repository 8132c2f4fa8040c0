#pragma once
// A model's token embeddings as word vectors, and words of several tokens among them.

#include <ganymede/inspect/embedding_space.hpp>
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
  TokenVectors(const Model& model, Tokenizer tokenizer) : TokenVectors(read(model, tokenizer), tokenizer) {}

  const WordVectors& table() const& noexcept { return table_; }
  WordVectors table() && { return std::move(table_); }
  const Tokenizer& tokenizer() const& noexcept { return tokenizer_; }
  Tokenizer tokenizer() && { return std::move(tokenizer_); }

  /// The tokens of a word as it stands inside a text: of the word alone and the word after a space what makes fewer tokens, or, where both
  /// make as many, the latter. No special tokens.
  std::vector<TokenId> ids(std::string_view word) const {
    std::vector<TokenId> alone = tokenizer_.encode(word, {.add_special_tokens = false});
    std::vector<TokenId> after_space = tokenizer_.encode(" " + std::string(word), {.add_special_tokens = false});
    return alone.size() < after_space.size() ? alone : after_space;
  }

  /// The mean of the tokens' vectors: of one token, its own; of none, zeros. InputError for an id outside the vocabulary.
  std::vector<float> vector(std::span<const TokenId> ids) const {
    std::vector<double> sum(static_cast<std::size_t>(table_.dimensions()));
    for (const TokenId id : ids) {
      const std::span<const float> row = table_.vector(row_of(id));
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += double(row[i]) / double(ids.size());
    }
    return {sum.begin(), sum.end()};
  }

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
  Index row_of(TokenId id) const {
    if (!tokenizer_.contains(id))
      throw InputError{{.problem = "token id outside the vocabulary",
                        .key = "TokenVectors",
                        .expected = "less than " + std::to_string(tokenizer_.vocab_size()),
                        .found = std::to_string(id)}};
    return rows_[static_cast<std::size_t>(id)];
  }

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

  template <class Model>
  static Rows read(const Model& model, const Tokenizer& tokenizer) {
    Rows all{{}, {}, std::vector<Index>(static_cast<std::size_t>(tokenizer.vocab_size()), -1), model.hidden_size()};
    for (TokenId id = 0; id < tokenizer.vocab_size(); ++id) {
      if (!tokenizer.contains(id)) continue;
      all.rows[static_cast<std::size_t>(id)] = static_cast<Index>(all.words.size());
      all.words.push_back(tokenizer.token_bytes(id));
      all.vectors.resize(all.vectors.size() + static_cast<std::size_t>(all.dimensions));
      model.token_embedding(id, std::span(all.vectors).last(static_cast<std::size_t>(all.dimensions)));
    }
    return all;
  }

  Tokenizer tokenizer_;
  std::vector<Index> rows_;  // by token id; -1: a hole in the vocabulary
  WordVectors table_;
};

}  // namespace ganymede::inline v0
