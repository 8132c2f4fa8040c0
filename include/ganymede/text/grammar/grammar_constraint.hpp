#pragma once
// The texts of a grammar as a constraint.

#include <ganymede/core/constraint.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/grammar/token_masks.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// What generates with a constraint shares: the masks of one vocabulary, and the tokens that end an answer.
struct ConstraintTokens {
  std::shared_ptr<TokenMasks> masks{};
  std::vector<TokenId> end_tokens{};
};

class GrammarState final : public ConstraintState {
 public:
  /// `way`: tokens from `position` on that lead to the end.
  GrammarState(std::shared_ptr<const ConstraintTokens> tokens, std::uint32_t configuration, Index tokens_left,
               std::shared_ptr<const std::vector<TokenId>> way = nullptr, std::size_t position = 0)
      : tokens_(std::move(tokens)), configuration_(configuration), tokens_left_(tokens_left), way_(std::move(way)), position_(position) {}

  bool restrict(std::span<float> logits, Index tokens_left) const override;
  std::shared_ptr<const ConstraintState> after(TokenId id) const override;
  bool may_end() const override { return tokens_->masks->accepts(configuration_); }
  bool must_end() const override { return tokens_->end_tokens.empty() && !tokens_->masks->goes_on(configuration_); }

 private:
  bool ends(TokenId id) const;
  /// The next token of a known way to the end that `tokens_left` are enough for; -1 where none is needed.
  TokenId next_of_way(Index tokens_left) const;

  std::shared_ptr<const ConstraintTokens> tokens_;
  std::uint32_t configuration_;
  Index tokens_left_;
  std::shared_ptr<const std::vector<TokenId>> way_;
  std::size_t position_;
};

/// A grammar that knows the vocabularies that it was used with lately. Usable from several threads at once.
class GrammarConstraint final : public Constraint::Source {
 public:
  /// Throws as Automaton; `key` names the grammar in errors.
  GrammarConstraint(const Rules& rules, std::string key);

  std::shared_ptr<const ConstraintState> begin(const ConstraintStart& start) const override;

 private:
  static constexpr std::size_t most_kept = 8;                             // vocabularies
  static constexpr std::size_t most_bytes_kept = std::size_t{256} << 20;  // of masks; beyond, new answers begin with none

  struct Known {
    std::weak_ptr<const TokenTrie> tokens;
    std::shared_ptr<const ConstraintTokens> made;
  };
  std::shared_ptr<const ConstraintTokens> tokens_for(const ConstraintStart& start) const;

  std::string key_;
  std::shared_ptr<const Automaton> automaton_;
  mutable std::mutex mutex_;
  mutable std::vector<Known> known_;
};

inline Constraint constraint_of(const Rules& rules, std::string key) {
  return Constraint(std::make_shared<const GrammarConstraint>(rules, std::move(key)));
}

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/grammar_constraint.ipp>
#endif
