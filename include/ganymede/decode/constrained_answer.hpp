#pragma once
// An answer within its constraint, from token to token.

#include <ganymede/core/constraint.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/generation_options.hpp>
#include <ganymede/split.hpp>

#include <memory>
#include <span>

namespace ganymede::inline v0 {

/// Where one answer stands; copies (of a prompt, of a beam) share what is behind them. Without a constraint everything is allowed.
class ConstrainedAnswer {
 public:
  ConstrainedAnswer() = default;
  /// The beginning of an answer of `limit` tokens at the most. A forced_bos_token_id that comes first is not part of what is constrained.
  /// Throws InputError: the hooks have no constraint_start, or no answer is as short as the limit.
  ConstrainedAnswer(const GenerationConfig& config, const GenerationHooks& hooks, std::span<const TokenId> prompt, Index limit);

  /// What restricts the next token; null: nothing.
  const ConstraintState* state() const noexcept { return forced_ ? nullptr : state_.get(); }
  /// Takes the token that came.
  void take(TokenId id);
  /// Whether nothing can follow, an end token neither.
  bool over() const { return state() != nullptr && state_->must_end(); }

 private:
  std::shared_ptr<const ConstraintState> state_;
  bool forced_ = false;  // the first token is
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/constrained_answer.ipp>
#endif
