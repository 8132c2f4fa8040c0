#pragma once
// A pass's logits -> the next token of each sequence, by all threads.

#include <ganymede/core/executor.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/logits_processors.hpp>
#include <ganymede/decode/sampler.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <exception>
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
  Random* random = nullptr;                  ///< drawn from where tokens are sampled
  const GenerationConfig* config = nullptr;  ///< what its token is chosen by
  GeneratedToken token{};                    ///< the answer,
  std::exception_ptr error{};                ///< or why there is none
};

/// A token depends on its own row of logits, text, settings and generator, not on the others nor on the threads. The memory is kept from
/// call to call.
class TokenChooser {
 public:
  /// `executor` may be null: the caller's thread does all.
  explicit TokenChooser(std::shared_ptr<Executor> executor) : executor_(std::move(executor)) {}

  /// Fills in the tokens, with their log-probabilities before any processor, and an Error where none can be chosen.
  void choose(std::span<WaitingSequence> waiting);
  /// The same by the settings of all, which it throws the first error of.
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

  static GeneratedToken choose_one(const WaitingSequence& waiting, Scratch& scratch);

  /// Throws where no token can be chosen.
  static double log_sum_of(Strips& strips);

  std::shared_ptr<Executor> executor_;
  std::vector<Scratch> scratch_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/token_chooser.ipp>
#endif
