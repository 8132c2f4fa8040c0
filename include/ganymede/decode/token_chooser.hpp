#pragma once
// A pass's logits -> the next token of each sequence, by all threads.

#include <ganymede/core/executor.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/logits_processors.hpp>
#include <ganymede/decode/sampler.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A sequence that waits for its next token.
struct WaitingSequence {
  Index sequence = 0;
  std::span<const float> logits{};   ///< [V], the model's own
  std::span<const float> changed{};  ///< [V], what a caller's own processor made of them; empty: nothing
  TextSoFar text{};
  Random* random = nullptr;  ///< drawn from where tokens are sampled
  GeneratedToken token{};    ///< the answer
};

/// A token depends on its own row of logits, text and generator, not on the others nor on the threads. The memory is kept from call to
/// call.
class TokenChooser {
 public:
  /// `executor` may be null: the caller's thread does all.
  explicit TokenChooser(std::shared_ptr<Executor> executor) : executor_(std::move(executor)) {}

  /// Fills in the tokens, with their log-probabilities before any processor. Throws Error where none can be chosen.
  void choose(std::span<WaitingSequence> waiting, const GenerationConfig& config);

 private:
  struct Scratch {  // of a thread
    Strips strips;  // of the model's own logits
    std::vector<float> processed;
    LogitsScratch logits;
    std::vector<TokenId> ids;
  };

  /// The most probable tokens, the best first; of equal ones the lower id.
  static std::vector<TokenLogprob> best_of(std::span<const float> logits, double log_sum, Index count, std::vector<TokenId>& ids);

  static void choose_one(WaitingSequence& waiting, const GenerationConfig& config, Scratch& scratch);

  /// Throws where no token can be chosen.
  static double log_sum_of(Strips& strips);

  std::shared_ptr<Executor> executor_;
  std::vector<Scratch> scratch_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/token_chooser.ipp>
#endif
