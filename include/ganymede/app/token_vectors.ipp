#pragma once
// The bodies of token_vectors.hpp.

#include <ganymede/app/token_vectors.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::vector<TokenId> TokenVectors::ids(std::string_view word) const {
  std::vector<TokenId> alone = tokenizer_.encode(word, {.add_special_tokens = false});
  std::vector<TokenId> after_space = tokenizer_.encode(" " + std::string(word), {.add_special_tokens = false});
  return alone.size() < after_space.size() ? alone : after_space;
}

GANYMEDE_ONCE std::vector<float> TokenVectors::vector(std::span<const TokenId> ids) const {
  std::vector<double> sum(static_cast<std::size_t>(table_.dimensions()));
  for (const TokenId id : ids) {
    const std::span<const float> row = table_.vector(row_of(id));
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += double(row[i]) / double(ids.size());
  }
  return {sum.begin(), sum.end()};
}

GANYMEDE_ONCE Index TokenVectors::row_of(TokenId id) const {
  if (!tokenizer_.contains(id))
    throw InputError{{.problem = "token id outside the vocabulary",
                      .key = "TokenVectors",
                      .expected = "less than " + std::to_string(tokenizer_.vocab_size()),
                      .found = std::to_string(id)}};
  return rows_[static_cast<std::size_t>(id)];
}

GANYMEDE_ONCE TokenVectors::Rows TokenVectors::read(Index hidden_size, FunctionRef<void(TokenId, std::span<float>)> token_embedding,
                                                    const Tokenizer& tokenizer) {
  Rows all{{}, {}, std::vector<Index>(static_cast<std::size_t>(tokenizer.vocab_size()), -1), hidden_size};
  for (TokenId id = 0; id < tokenizer.vocab_size(); ++id) {
    if (!tokenizer.contains(id)) continue;
    all.rows[static_cast<std::size_t>(id)] = static_cast<Index>(all.words.size());
    all.words.push_back(tokenizer.token_bytes(id));
    all.vectors.resize(all.vectors.size() + static_cast<std::size_t>(all.dimensions));
    token_embedding(id, std::span(all.vectors).last(static_cast<std::size_t>(all.dimensions)));
  }
  return all;
}

}  // namespace ganymede::inline v0
