#pragma once
// Generates within a constraint: tokens are drawn from those that it allows, until the text is complete.

#include <ganymede/text/grammar/constraint.hpp>
#include <ganymede/text/grammar/token_trie.hpp>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/support/attempt.hpp"

/// The text; aborts where none may follow or the last token leaves it incomplete. Throws what the constraint does.
inline std::string use_constraint(const ganymede::Constraint& constraint, std::uint64_t seed) {
  using namespace ganymede;
  static const auto spellings = [] {
    std::vector<std::string> all;
    for (int b = 0; b < 256; ++b) all.emplace_back(1, static_cast<char>(b));
    for (const char* longer :
         {"{\"", "\":", "\",\"", "\"}", "true", "null", "12", "0}", "[[", "]]", "ab", "\xC3\xA4", "\xF0\x9F", "\\\"", "\\u00", " a"})
      all.emplace_back(longer);
    return all;
  }();
  static const auto tokens = [] {
    std::vector<std::pair<std::string, TokenId>> all;
    for (std::size_t i = 0; i < spellings.size(); ++i) all.emplace_back(spellings[i], static_cast<TokenId>(i));
    return std::make_shared<const TokenTrie>(std::move(all));
  }();
  const auto end = static_cast<TokenId>(spellings.size());
  constexpr Index most = 40;
  std::shared_ptr<const ConstraintState> state = constraint.begin({.tokens = tokens, .end_tokens = {end}, .tokens_left = most});
  std::string text;
  std::vector<float> logits;
  for (Index left = most; left > 0; --left) {
    logits.assign(spellings.size() + 1, 0.0F);
    if (!state->restrict(logits, left)) std::abort();
    std::vector<TokenId> allowed;
    for (std::size_t i = 0; i < logits.size(); ++i)
      if (logits[i] == 0.0F) allowed.push_back(static_cast<TokenId>(i));
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    const TokenId id = allowed[(seed >> 33) % allowed.size()];
    if ((id == end) && !state->may_end()) std::abort();
    if (id == end) return text;
    text += spellings[static_cast<std::size_t>(id)];
    state = state->after(id);
  }
  if (!state->may_end()) std::abort();
  return text;
}
