#pragma once
// The bodies of grammar_constraint.hpp.

#include <ganymede/text/grammar/grammar_constraint.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <limits>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE bool GrammarState::ends(TokenId id) const {
  return std::find(tokens_->end_tokens.begin(), tokens_->end_tokens.end(), id) != tokens_->end_tokens.end();
}

GANYMEDE_ONCE TokenId GrammarState::next_of_way(Index tokens_left) const {
  if (may_end()) return -1;
  if (const auto fresh = tokens_->masks->shortest_way(configuration_); fresh && static_cast<Index>(fresh->size()) <= tokens_left)
    return fresh->front();
  return way_ ? (*way_)[position_] : -1;
}

GANYMEDE_ONCE bool GrammarState::restrict(std::span<float> logits, Index tokens_left) const {
  TokenSet memory;
  const TokenSet* allowed = &tokens_->masks->allowed(configuration_, tokens_left, memory);
  if (allowed == &memory)  // few tokens are left
    if (const TokenId id = next_of_way(tokens_left); id >= 0) memory.add(id);
  std::vector<std::pair<std::size_t, float>> ends;
  if (may_end())
    for (const TokenId id : tokens_->end_tokens)
      if (static_cast<std::size_t>(id) < logits.size()) ends.emplace_back(id, logits[static_cast<std::size_t>(id)]);
  bool possible = allowed->restrict(logits);
  for (const auto& [id, logit] : ends) {
    logits[id] = logit;
    possible = possible || !(logit == -std::numeric_limits<float>::infinity());
  }
  return possible;
}

GANYMEDE_ONCE std::shared_ptr<const ConstraintState> GrammarState::after(TokenId id) const {
  if (ends(id)) return std::make_shared<const GrammarState>(tokens_, Recognizer::dead, tokens_left_ - 1);
  TokenMasks& masks = *tokens_->masks;
  const std::uint32_t next = masks.after(configuration_, id);
  const Index left = tokens_left_ - 1;
  if (masks.reaches_end(next, left)) return std::make_shared<const GrammarState>(tokens_, next, left);
  // Only the rest of the way that the token was taken from is known to be short enough.
  if (auto fresh = masks.shortest_way(configuration_);
      fresh && fresh->size() > 1 && fresh->front() == id && static_cast<Index>(fresh->size()) <= tokens_left_)
    return std::make_shared<const GrammarState>(tokens_, next, left, std::make_shared<const std::vector<TokenId>>(std::move(*fresh)), 1);
  const bool on_way = way_ && (*way_)[position_] == id && position_ + 1 < way_->size();
  return std::make_shared<const GrammarState>(tokens_, next, left, on_way ? way_ : nullptr, on_way ? position_ + 1 : 0);
}

GANYMEDE_ONCE GrammarConstraint::GrammarConstraint(const Rules& rules, std::string key)
    : key_(std::move(key)), automaton_(std::make_shared<const Automaton>(rules, key_)) {}

GANYMEDE_ONCE std::shared_ptr<const ConstraintTokens> GrammarConstraint::tokens_for(const ConstraintStart& start) const {
  const std::lock_guard lock(mutex_);
  for (const Known& known : known_)
    if (known.tokens.lock() == start.tokens && known.made->end_tokens == start.end_tokens && known.made->masks->bytes() < most_bytes_kept)
      return known.made;
  std::erase_if(known_, [&](const Known& known) {
    const auto tokens = known.tokens.lock();
    return !tokens || (tokens == start.tokens && known.made->end_tokens == start.end_tokens);
  });
  if (known_.size() >= most_kept) known_.erase(known_.begin());
  auto masks = std::make_shared<TokenMasks>(automaton_, TokenTrie::without(start.tokens, start.end_tokens));
  known_.push_back({start.tokens, std::make_shared<const ConstraintTokens>(ConstraintTokens{std::move(masks), start.end_tokens})});
  return known_.back().made;
}

GANYMEDE_ONCE std::shared_ptr<const ConstraintState> GrammarConstraint::begin(const ConstraintStart& start) const {
  auto tokens = tokens_for(start);
  const std::uint32_t root = tokens->masks->begin(start.skips_space);
  auto way = tokens->masks->shortest_way(root);
  if (!way) throw InputError{{.problem = "the tokens of the vocabulary cannot spell it", .key = key_}};
  if (static_cast<Index>(way->size()) > start.tokens_left)
    throw InputError{{.problem = "no text of the constraint is as short as that",
                      .key = "max_new_tokens",
                      .expected = std::to_string(way->size()) + " or more",
                      .found = std::to_string(start.tokens_left)}};
  auto kept = way->empty() ? nullptr : std::make_shared<const std::vector<TokenId>>(std::move(*way));
  return std::make_shared<const GrammarState>(std::move(tokens), root, start.tokens_left, std::move(kept));
}

}  // namespace ganymede::inline v0::detail::grammar
