#pragma once
// The fewest candidates whose probabilities reach a mass, taken in some order: only those at its beginning are looked at.
//
// What they are compared with is a sum over the whole vocabulary. It is taken roughly at first; where the answer hangs on its last digits,
// it is taken again and better, at last term by term in the order of the ids, so that the answer is always that of these exact sums.

#include <ganymede/decode/candidates.hpp>
#include <ganymede/decode/ranking.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace ganymede::inline v0::detail {

/// The first candidates in the order of `ranking` until `keep` are there and their probabilities reach `mass`; by surprise also what equals
/// the last of them. False, and nothing is changed, where that cannot be told for the tolerance.
class NearestFirst {
  static constexpr double never = std::numeric_limits<double>::infinity();

 public:
  NearestFirst(Candidates& candidates, const Ranking& ranking) : candidates_(candidates), ranking_(ranking) {}

  bool keep(double mass, Index keep);

 private:
  std::vector<Candidates::Ranked>& ranked() { return candidates_.ranked; }

  /// The numbers of all whose key is at most least_key + radius, and not less than least_key + beyond, and perhaps some more.
  std::span<std::uint32_t> within(double radius, double beyond = -1);

  /// Fills the heap with those whose keys lie beyond the radius before and within this one.
  void rank(double radius);

  /// Whether the mass is not reached with all that are ranked, whose order does not matter then. They are kept.
  bool all_are_kept(double mass);

  /// Where many are ranked, as in a flat distribution: keeps those that come before the last one for certain, and drops those that come
  /// after it for certain, by the sums of 256 ranges of keys.
  void narrow(double mass, Index keep);

  void keep_before(const Candidates::Ranked& r);

  void pop();

  /// Only what comes no later than the last one is left.
  bool cut();

  float logit(const Candidates::Ranked& r) { return candidates_.logits()[r.number]; }

  Candidates& candidates_;
  const Ranking& ranking_;
  Candidates::Ranked last_{};
  double above_ = 0, radius_ = -1;
  double dropped_ = never;               // the least key that narrow() dropped
  double before_[2] = {-1e300, -1e300};  // the last keys kept of tokens more and less probable than expected
  Index kept_ = 0;
};

/// Keeps them, by sums as good as it takes.
GANYMEDE_ONCE void keep_nearest(Candidates& candidates, bool surprise, double mass, Index keep);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/decode/nucleus.ipp>
#endif
