#pragma once
// The bodies of constrained_answer.hpp.

#include <ganymede/decode/constrained_answer.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE ConstrainedAnswer::ConstrainedAnswer(const GenerationConfig& config, const GenerationHooks& hooks,
                                                   std::span<const TokenId> prompt, Index limit) {
  if (!config.constraint) return;
  if (!hooks.constraint_start) throw InputError{{.problem = "constraints need the bytes of tokens", .key = "constraint"}};
  ConstraintStart start = hooks.constraint_start(prompt);
  if (!config.ignore_eos) start.end_tokens = config.eos_token_id;
  forced_ = config.forced_bos_token_id && prompt.size() == 1 && limit > 0;
  start.tokens_left = forced_ ? limit - 1 : limit;
  state_ = config.constraint.begin(start);
}

GANYMEDE_ONCE void ConstrainedAnswer::take(TokenId id) {
  if (std::exchange(forced_, false) || !state_) return;
  state_ = state_->after(id);
}

}  // namespace ganymede::inline v0
