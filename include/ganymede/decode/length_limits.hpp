#pragma once
// How long a text may become: what the settings ask for and what the model's positions hold.

#include <ganymede/core/concepts.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/state/sequence.hpp>

#include <algorithm>
#include <limits>
#include <string>

namespace ganymede::inline v0 {

class LengthLimits {
 public:
  template <CausalModel M>
  LengthLimits(const M& model, const GenerationConfig& config, const SequenceOptions& options)
      : LengthLimits(model.max_position_embeddings(), model.longest_sequence(), config, options) {}
  /// Of a model that was trained for `trained` positions and reaches `longest`; 0: they have no end.
  LengthLimits(Index trained, Index longest, const GenerationConfig& config, const SequenceOptions& options)
      : max_new_tokens_(config.max_new_tokens),
        max_length_(config.max_length),
        slide_(config.on_overflow == Overflow::slide),
        needs_limit_(slide_ || trained <= 0),
        options_(options) {
    window_ = longest > 0 ? longest : std::numeric_limits<Index>::max() / 2;
    trained_ = trained > 0 ? std::min(window_, trained) : window_;
    if (options.max_length > 0)
      trained_ = window_ = std::min(window_, options.max_length);
    else if (slide_)
      window_ = trained_;
  }

  /// Positions there are: those the model can be stretched to, where no limit was declared.
  Index window() const noexcept { return window_; }

  /// The most tokens that may follow a prompt: where the settings say nothing, default_max_new_tokens or what the context holds. Throws
  /// InputError where the context sets no limit either, ContextError where the prompt, or prompt and max_new_tokens, exceed the context.
  Index new_tokens(Index prompt_length) const {
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

  /// Options of a sequence for a prompt and `limit` new tokens, its maximum length declared.
  SequenceOptions sequence_options(Index prompt_length, Index limit) const {
    SequenceOptions options = options_;
    options.max_length = slide_ || options.max_length > 0 ? window_ : prompt_length + limit;
    return options;
  }

 private:
  std::optional<Index> max_new_tokens_, max_length_;
  bool slide_, needs_limit_;
  SequenceOptions options_;
  Index window_ = 0, trained_ = 0;  // trained: positions that are used unasked
};

}  // namespace ganymede::inline v0
