#pragma once
// How long a text may become: what the settings ask for and what the model's positions hold.

#include <ganymede/core/concepts.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/split.hpp>
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
  LengthLimits(Index trained, Index longest, const GenerationConfig& config, const SequenceOptions& options);

  /// Positions there are: those the model can be stretched to, where no limit was declared.
  Index window() const noexcept { return window_; }

  /// The most tokens that may follow a prompt: where the settings say nothing, default_max_new_tokens or what the context holds. Throws
  /// InputError where the context sets no limit either, ContextError where the prompt, or prompt and max_new_tokens, exceed the context.
  Index new_tokens(Index prompt_length) const;

  /// Options of a sequence for a prompt and `limit` new tokens, its maximum length declared.
  SequenceOptions sequence_options(Index prompt_length, Index limit) const;

 private:
  std::optional<Index> max_new_tokens_, max_length_;
  bool slide_, needs_limit_;
  SequenceOptions options_;
  Index window_ = 0, trained_ = 0;  // trained: positions that are used unasked
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/length_limits.ipp>
#endif
