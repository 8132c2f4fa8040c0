#pragma once
// The continuations of all beams of a prompt, and which of them are looked at.

#include <ganymede/core/types.hpp>
#include <ganymede/decode/random.hpp>
#include <ganymede/decode/strips.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// A running beam continued by a token. The score is the sum of the log-probabilities of its new tokens, in float as in transformers.
struct BeamCandidate {
  float score = 0;
  TokenId id = 0;
  Index beam = 0;
  /// Better ones first; of equals the one of the lower beam, then of the lower id.
  friend bool operator<(const BeamCandidate& a, const BeamCandidate& b) {
    return a.score != b.score ? a.score > b.score : a.beam != b.beam ? a.beam < b.beam : a.id < b.id;
  }
};

/// The `keep` best of num_beams * V continuations, or as many drawn without replacement. Forbidden ones (-infinity) are none.
class BeamCandidates {
 public:
  void begin(std::size_t keep, bool draw);

  /// The continuations of one running beam; the beams in their order. `logprobs` [V].
  void add(Index beam, float score, std::span<const float> logprobs);

  /// The best ones, the best first; or those drawn from softmax(scores), in the order they were drawn, a uniform number each. Fewer where
  /// fewer are possible.
  std::span<const BeamCandidate> choose(Random& random);

 private:
  void draw(Random& random);

  std::size_t keep_ = 0;
  bool draws_ = false;
  std::vector<BeamCandidate> chosen_, all_;
  Strips strips_;
  std::vector<float> scores_;
  std::vector<double> weights_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/beam_candidates.ipp>
#endif
