#pragma once
// The bodies of length_limits.hpp.

#include <ganymede/decode/length_limits.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE LengthLimits::LengthLimits(Index trained, Index longest, const GenerationConfig& config, const SequenceOptions& options)
    : max_new_tokens_(config.max_new_tokens),
      max_length_(config.max_length),
      slide_(config.on_overflow == Overflow::slide),
      needs_limit_(slide_ || trained <= 0),
      options_(options) {
  if (!config.adapter.empty()) options_.adapter = config.adapter;
  window_ = longest > 0 ? longest : std::numeric_limits<Index>::max() / 2;
  trained_ = trained > 0 ? std::min(window_, trained) : window_;
  if (options.max_length > 0)
    trained_ = window_ = std::min(window_, options.max_length);
  else if (slide_)
    window_ = trained_;
}

GANYMEDE_ONCE Index LengthLimits::new_tokens(Index prompt_length) const {
  const Index room = std::max<Index>(window_ - prompt_length, 0);
  if (!max_new_tokens_ && !max_length_ && needs_limit_)
    throw InputError{{.problem = "needed where the context sets no limit", .key = "max_new_tokens"}};
  Index limit = std::clamp<Index>(trained_ - prompt_length, 0, default_max_new_tokens);
  if (max_length_) limit = std::max<Index>(*max_length_ - prompt_length, 0);
  if (max_new_tokens_) limit = *max_new_tokens_;
  if (slide_) return limit;
  if (prompt_length > window_ || (max_new_tokens_ && limit > room))
    throw ContextError{{.problem = "prompt and new tokens exceed the context",
                        .key = max_new_tokens_ ? "max_new_tokens" : "prompt",
                        .expected = "at most " + std::to_string(window_) +
                                    " tokens together, or on_overflow = Overflow::slide, which drops the oldest of them",
                        .found = std::to_string(prompt_length) + " and " + std::to_string(limit)}};
  return std::min(limit, room);
}

GANYMEDE_ONCE SequenceOptions LengthLimits::sequence_options(Index prompt_length, Index limit) const {
  SequenceOptions options = options_;
  options.max_length = slide_ || options.max_length > 0 ? window_ : prompt_length + limit;
  return options;
}

}  // namespace ganymede::inline v0
