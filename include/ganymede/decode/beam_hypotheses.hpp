#pragma once
// The finished texts of a beam search, and when no better ones can come.

#include <ganymede/decode/generation_config.hpp>
#include <ganymede/decode/stopping.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// A text of a beam search, running or finished.
struct BeamText {
  std::vector<TokenId> history{};  ///< prompt and new tokens
  std::vector<double> logprobs{};  ///< of the new tokens, as the model itself gave them

  void reserve(std::size_t prompt, std::size_t new_tokens);
  /// Copies with the other's capacity, so that texts that are copied again and again seldom allocate.
  void assign(const BeamText& other);
};

struct BeamHypothesis {
  BeamText text{};
  double score = 0;  ///< sum of log-probabilities / new tokens^length_penalty
  FinishReason finish_reason = FinishReason::length;
};

/// The num_beams best finished texts of one prompt. The rules are those of transformers 5, whose `early_stopping` decides what the best
/// running beam is compared with; Wu et al. 2016, section 7, describe length normalisation.
class BeamHypotheses {
 public:
  /// `limit`: new tokens there will be at the most.
  explicit BeamHypotheses(const GenerationConfig& config = {}, Index limit = 0)
      : num_beams_(static_cast<std::size_t>(config.num_beams)),
        length_penalty_(config.length_penalty),
        early_stopping_(config.early_stopping),
        limit_(limit) {}

  /// `sum` of the log-probabilities of `length` new tokens -> score.
  double normalised(float sum, Index length) const;

  /// Whether a text of this score would be among the best.
  bool takes(double score) const { return best_.size() < num_beams_ || score > best_.back().score; }

  /// Copies `text` continued by a token; of equal scores the earlier stays first. Only where takes(score).
  void add(const BeamText& text, TokenId id, double logprob, double score, FinishReason reason);
  /// Takes a text as it is: the search was cancelled.
  void add(BeamText text, double score, FinishReason reason);

  /// Whether the search is over: `running` is the greatest sum among the running beams, `length` the number of their new tokens.
  bool done(float running, Index length) const;

  /// The best first.
  std::span<const BeamHypothesis> best() const noexcept { return best_; }

 private:
  void settle(double score, FinishReason reason);

  std::size_t num_beams_;
  double length_penalty_;
  EarlyStopping early_stopping_;
  Index limit_;
  std::vector<BeamHypothesis> best_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/beam_hypotheses.ipp>
#endif
