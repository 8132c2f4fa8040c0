#pragma once
// Logits processors that look at what was said: in place, on the logits [V] of one sequence. Greedy decoding and sampling use them alike.

#include <ganymede/core/types.hpp>
#include <ganymede/decode/no_contraction.hpp>
#include <ganymede/decode/strips.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Occurrences of tokens, counted without clearing or allocating a vocabulary each time: the memory is V counters, all zero between uses.
class TokenCounts {
 public:
  /// Calls each(id, occurrences) once for every token of `history` that is in a vocabulary of `vocab_size`.
  template <class Each>
  void for_each(std::span<const TokenId> history, std::size_t vocab_size, Each&& each) {
    if (counts_.size() < vocab_size) counts_.resize(vocab_size);
    const auto known = [&](TokenId id) { return id >= 0 && static_cast<std::size_t>(id) < vocab_size; };
    for (const TokenId id : history)
      if (known(id)) ++counts_[static_cast<std::size_t>(id)];
    for (const TokenId id : history)
      if (known(id) && counts_[static_cast<std::size_t>(id)] != 0)
        each(static_cast<std::size_t>(id), std::exchange(counts_[static_cast<std::size_t>(id)], 0));
  }

 private:
  std::vector<Index> counts_;
};

/// Adds a bias to single tokens (HF's sequence_bias for sequences of one token). Ids outside the vocabulary are passed over.
GANYMEDE_ONCE void logit_bias(std::span<float> logits, std::span<const std::pair<TokenId, double>> biases);

/// Adds a bias to the last token of each sequence whose other tokens the history ends with (HF's sequence_bias).
GANYMEDE_ONCE void sequence_bias(std::span<float> logits, std::span<const TokenId> history,
                                 std::span<const std::pair<std::vector<TokenId>, double>> biases);

/// Tokens that never come.
GANYMEDE_ONCE void suppress(std::span<float> logits, std::span<const TokenId> tokens);

/// Sequences of tokens that never come: their last token is forbidden where the history ends with the others. An end token alone is never
/// forbidden, as in transformers.
GANYMEDE_ONCE void bad_words(std::span<float> logits, std::span<const TokenId> history, std::span<const std::vector<TokenId>> words,
                             std::span<const TokenId> eos_token_id);

/// Only these tokens, each with logit 0.
GANYMEDE_ONCE void force(std::span<float> logits, std::span<const TokenId> tokens);

/// No end token among the first min_new_tokens.
GANYMEDE_ONCE void min_new_tokens(std::span<float> logits, Index new_tokens, Index minimum, std::span<const TokenId> eos_token_id);

/// Every token of the history, once: positive logits divided by the penalty, negative ones multiplied (Keskar et al. 2019, "CTRL", section
/// 4.1, with the sign that HF corrects). The history is prompt and text.
GANYMEDE_ONCE void repetition_penalty(std::span<float> logits, std::span<const TokenId> history, double penalty, TokenCounts& counts);

GANYMEDE_NO_CONTRACTION_BEGIN

namespace detail {
inline float penalised(float logit, Index occurrences, double frequency, double presence) noexcept {
  GANYMEDE_NO_CONTRACTION
  const double counted = static_cast<double>(occurrences) * frequency;
  return static_cast<float>(static_cast<double>(logit) - (counted + presence));
}
}  // namespace detail

GANYMEDE_NO_CONTRACTION_END

/// logit - occurrences * frequency_penalty - (occurrences > 0) * presence_penalty, as the OpenAI API defines it; occurrences are those
/// among the *generated* tokens.
GANYMEDE_ONCE void frequency_presence_penalty(std::span<float> logits, std::span<const TokenId> generated, double frequency,
                                              double presence, TokenCounts& counts);

/// Forbids every token that would make the last n tokens occur a second time (Paulus et al. 2017, section 2.5); n = 1: no token twice.
GANYMEDE_ONCE void no_repeat_ngram(std::span<float> logits, std::span<const TokenId> history, Index size);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/penalties.ipp>
#endif
