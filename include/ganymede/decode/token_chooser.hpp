#pragma once
// A pass's logits -> the next token of each sequence, by all threads.

#include <ganymede/core/executor.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/logits_processors.hpp>
#include <ganymede/decode/sampler.hpp>

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
  void choose(std::span<WaitingSequence> waiting, const GenerationConfig& config) {
    const Index pieces =
        std::min(static_cast<Index>(waiting.size()), executor_ != nullptr ? std::max<Index>(executor_->concurrency(), 1) : 1);
    if (static_cast<Index>(scratch_.size()) < pieces) scratch_.resize(static_cast<std::size_t>(pieces));
    const auto choose_some = [&](Index piece) {
      const std::size_t first = static_cast<std::size_t>(piece);
      for (std::size_t i = first; i < waiting.size(); i += static_cast<std::size_t>(pieces))
        choose_one(waiting[i], config, scratch_[first]);
    };
    if (pieces > 1)
      executor_->parallel_for(pieces, choose_some);
    else if (pieces == 1)
      choose_some(0);
  }

 private:
  struct Scratch {  // of a thread
    Strips strips;  // of the model's own logits
    std::vector<float> processed;
    LogitsScratch logits;
  };

  static void choose_one(WaitingSequence& waiting, const GenerationConfig& config, Scratch& scratch) {
    const std::span<const float> logits = waiting.logits;
    Candidates& candidates = scratch.logits.candidates;
    double log_sum = 0;
    const std::span<const float> begun = waiting.changed.empty() ? logits : waiting.changed;
    if (!writes_row(config) && waiting.changed.empty()) {
      candidates.begin(logits);
      log_sum = log_sum_of(candidates.look());
    } else {
      scratch.strips.look(logits);
      log_sum = log_sum_of(scratch.strips);
      scratch.processed.assign(begun.begin(), begun.end());
      process_row(scratch.processed, waiting.text, config, scratch.logits.counts);
      candidates.begin(scratch.processed);
    }
    choose_candidates(candidates, config);
    if (config.renormalize_logits) {
      candidates.settle(scratch.processed);
      renormalize(scratch.processed);
      candidates.begin(scratch.processed);
    }
    const TokenId id = config.samples() ? sample(candidates, *waiting.random) : candidates.look().best();
    waiting.token = {id, static_cast<double>(logits[static_cast<std::size_t>(id)]) - log_sum};
  }

  /// Throws where no token can be chosen.
  static double log_sum_of(Strips& strips) {
    strips.best();
    return strips.log_sum_exp();
  }

  std::shared_ptr<Executor> executor_;
  std::vector<Scratch> scratch_;
};

}  // namespace ganymede::inline v0
