#pragma once
// The order in which a nucleus takes candidates, and the sums over the whole vocabulary that it needs.

#include <ganymede/decode/strips.hpp>
#include <ganymede/split.hpp>

#include <cmath>
#include <cstdint>

namespace ganymede::inline v0::detail {

/// The order of candidates, and what turns weights e^(logit - greatest) into probabilities.
struct Ranking {
  bool surprise = false;           ///< by how far -ln p lies from the entropy; otherwise by -logit
  double greatest = 0;             ///< logit
  double total = 0;                ///< sum of weights
  double tolerance = 0;            ///< of sums of probabilities; 0: they are as exact as can be
  double key_tolerance = 0;        ///< of keys by surprise, which move up on one side of the entropy where those of the other move down
  double offset = 0, entropy = 0;  ///< -ln p = offset - logit

  double key(float logit) const noexcept {
    return surprise ? std::fabs((-static_cast<double>(logit) + offset) - entropy) : -static_cast<double>(logit);
  }
  bool less_probable(float logit) const noexcept { return -static_cast<double>(logit) + offset > entropy; }
  double least_key() const noexcept { return surprise ? 0 : -greatest; }
};

/// How well sums over the vocabulary are taken: by strips, in the order of the kernels' lanes, or term by term in the order of the ids.
enum class Precision : std::uint8_t { rough, lanes, exact };

GANYMEDE_ONCE Ranking ranking_of(Strips& strips, bool surprise, Precision precision);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/decode/ranking.ipp>
#endif
