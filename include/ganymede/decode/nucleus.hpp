#pragma once
// The fewest candidates whose probabilities reach a mass, taken in some order: only those at its beginning are looked at.
//
// What they are compared with is a sum over the whole vocabulary. It is taken roughly at first; where the answer hangs on its last digits,
// it is taken again and better, at last term by term in the order of the ids, so that the answer is always that of these exact sums.

#include <ganymede/decode/candidates.hpp>
#include <ganymede/decode/exp.hpp>
#include <ganymede/decode/no_contraction.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

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

GANYMEDE_NO_CONTRACTION_BEGIN
/// Sum of p * -ln p in the order of the ids; `ranking` knows all but the entropy.
inline double exact_entropy(std::span<const float> logits, const Ranking& ranking) {
  GANYMEDE_NO_CONTRACTION
  double entropy = 0;
  std::array<double, part_values> weights;
  for (std::size_t first = 0; first < logits.size(); first += part_values) {
    const std::size_t count = std::min(part_values, logits.size() - first);
    kernels().vocabulary.exponentials(logits.data() + first, static_cast<Index>(count), ranking.greatest, weights.data());
    for (std::size_t i = 0; i < count; ++i)
      if (logits[first + i] > minus_infinity) {
        const double probability = weights[i] / ranking.total, surprise = -static_cast<double>(logits[first + i]) + ranking.offset;
        entropy += probability * surprise;
      }
  }
  return entropy;
}
GANYMEDE_NO_CONTRACTION_END

enum class Precision { rough, lanes, exact };

inline Ranking ranking_of(Strips& strips, bool surprise, Precision precision) {
  const std::span<const float> logits = strips.logits();
  Ranking r{.surprise = surprise, .greatest = static_cast<double>(strips.greatest())};
  double surprise_total = 0;  // of weights times (greatest - logit)
  if (precision == Precision::rough) {
    if (surprise) surprise_total = strips.surprise();
    r.total = strips.total();
    r.tolerance = 0x1p-18;
  } else if (precision == Precision::lanes) {
    const ExpMoments moments = kernels().vocabulary.exp_moments(logits.data(), static_cast<Index>(logits.size()), r.greatest);
    r.total = moments.sum;
    surprise_total = -moments.weighted;
    r.tolerance = 1e-9;
  } else {
    r.total = exact_sum(logits, strips.greatest());
  }
  if (!surprise) return r;
  const double log_total = log(r.total);
  r.offset = r.greatest + log_total;
  const double below = surprise_total / r.total;
  r.entropy = precision == Precision::exact ? exact_entropy(logits, r) : log_total + below;
  r.key_tolerance = r.tolerance * (1 + 2 * below);
  return r;
}

/// The first candidates in the order of `ranking` until `keep` are there and their probabilities reach `mass`; by surprise also what equals
/// the last of them. False, and nothing is changed, where that cannot be told for the tolerance.
class NearestFirst {
  static constexpr double never = std::numeric_limits<double>::infinity();

 public:
  NearestFirst(Candidates& candidates, const Ranking& ranking) : candidates_(candidates), ranking_(ranking) {}

  bool keep(double mass, Index keep) {
    const bool few = candidates_.logits().size() <= 1024;
    for (const double radius : {2.0, 4.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 16.0, 20.0, 32.0, never}) {
      if (few && radius < 64) continue;
      rank(radius);
      if (all_are_kept(mass)) continue;
      narrow(mass, keep);
      std::make_heap(ranked().begin(), ranked().end());
      for (; !ranked().empty() || dropped_ < never; pop()) {
        if (kept_ >= keep && std::fabs(above_ - mass) <= ranking_.tolerance && ranking_.tolerance > 0) return false;
        if (kept_ >= keep && above_ >= mass) return cut();
      }
    }
    return true;
  }

 private:
  std::vector<Candidates::Ranked>& ranked() { return candidates_.ranked; }

  /// The numbers of all whose key is at most least_key + radius, and not less than least_key + beyond, and perhaps some more.
  std::span<std::uint32_t> within(double radius, double beyond = -1) {
    const double centre = ranking_.surprise ? ranking_.offset - ranking_.entropy : ranking_.greatest;
    const double slack = 1e-6 * (1 + std::fabs(centre) + radius);  // bounds are rounded to float
    const auto bound = [](double x) { return static_cast<float>(std::clamp(x, -0x1.fffffep127, 0x1.fffffep127)); };
    if (!(radius < 64)) return candidates_.select(std::numeric_limits<float>::lowest());
    const double most = ranking_.surprise || beyond < 0 ? centre + radius : centre - beyond;
    return candidates_.select(bound(centre - radius - slack), bound(most + slack));
  }

  /// Fills the heap with those whose keys lie beyond the radius before and within this one.
  void rank(double radius) {
    const std::span<const float> logits = candidates_.logits();
    candidates_.values.clear();
    ranked().clear();
    for (const std::uint32_t i : within(radius, radius_)) {
      const double key = ranking_.key(logits[i]), distance = key - ranking_.least_key();
      if (!(distance > radius_) || distance > radius) continue;
      candidates_.values.push_back(logits[i]);
      ranked().push_back({key, 0, i});
    }
    candidates_.weights.resize(std::max(candidates_.weights.size(), ranked().size()));
    kernels().vocabulary.exponentials(candidates_.values.data(), static_cast<Index>(ranked().size()), ranking_.greatest,
                                      candidates_.weights.data());
    for (std::size_t i = 0; i < ranked().size(); ++i) ranked()[i].probability = candidates_.weights[i] / ranking_.total;
    radius_ = radius;
  }

  /// Whether the mass is not reached with all that are ranked, whose order does not matter then. They are kept.
  bool all_are_kept(double mass) {
    if (ranking_.tolerance > 0) {
      double sum = above_;
      for (const auto& r : ranked()) sum += r.probability;
      if (sum < mass - ranking_.tolerance) {
        above_ = sum;
        kept_ += static_cast<Index>(ranked().size());
        before_[0] = before_[1] = radius_;
        return true;
      }
    }
    return false;
  }

  /// Where many are ranked, as in a flat distribution: keeps those that come before the last one for certain, and drops those that come
  /// after it for certain, by the sums of 256 ranges of keys.
  void narrow(double mass, Index keep) {
    std::vector<Candidates::Ranked>& all = ranked();
    if (all.size() <= 512 || !(ranking_.tolerance > 0)) return;
    const auto [least, most] = std::minmax_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    const double from = least->key, scale = 256 / (most->key - from);
    if (!(scale < 1e300)) return;  // all are equal
    const auto range_of = [&](const Candidates::Ranked& r) {
      return std::min<std::size_t>(static_cast<std::size_t>((r.key - from) * scale), 255);
    };
    std::array<double, 256> sums{};
    std::array<Index, 256> counts{};
    for (const Candidates::Ranked& r : all) {
      sums[range_of(r)] += r.probability;
      ++counts[range_of(r)];
    }
    std::size_t first = 0;
    for (; first < 256 && above_ + sums[first] < mass - ranking_.tolerance; ++first) {
      above_ += sums[first];
      kept_ += counts[first];
    }
    double sum = above_;
    Index count = kept_;
    std::size_t end = first;
    while (end < 256 && (count < keep || sum < mass + ranking_.tolerance)) {
      sum += sums[end];
      count += counts[end++];
    }
    const auto left = std::remove_if(all.begin(), all.end(), [&](const Candidates::Ranked& r) {
      const std::size_t range = range_of(r);
      if (range < first && ranking_.surprise) keep_before(r);
      if (range >= end) dropped_ = std::min(dropped_, r.key);
      return range < first || range >= end;
    });
    all.erase(left, all.end());
  }

  void keep_before(const Candidates::Ranked& r) {
    double& before = before_[ranking_.less_probable(logit(r)) ? 1 : 0];
    before = std::max(before, r.key);
  }

  void pop() {
    std::pop_heap(ranked().begin(), ranked().end());
    const Candidates::Ranked next = ranked().back();
    ranked().pop_back();
    if (ranking_.surprise) keep_before(next);
    last_ = next;
    above_ += next.probability;
    ++kept_;
  }

  /// Only what comes no later than the last one is left.
  bool cut() {
    if (ranking_.key_tolerance > 0) {  // which comes first of tokens more and less probable than expected, by almost as much?
      const bool side = ranking_.less_probable(logit(last_));
      if (last_.key - before_[side ? 0 : 1] <= ranking_.key_tolerance || last_.key <= ranking_.key_tolerance) return false;
      if (dropped_ - last_.key <= ranking_.key_tolerance) return false;
      for (const auto& r : ranked())
        if (r.key - last_.key <= ranking_.key_tolerance && ranking_.less_probable(logit(r)) != side) return false;
    }
    const std::span<const float> logits = candidates_.logits();
    const std::span<std::uint32_t> found = within(last_.key - ranking_.least_key());
    const auto end = std::remove_if(found.begin(), found.end(), [&](std::uint32_t i) {
      const double key = ranking_.key(logits[i]);
      return key > last_.key || (key == last_.key && i > last_.number && !ranking_.surprise);
    });
    candidates_.keep(found.first(static_cast<std::size_t>(end - found.begin())));
    return true;
  }

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
inline void keep_nearest(Candidates& candidates, bool surprise, double mass, Index keep) {
  Strips& strips = candidates.look();
  if (!strips.sound()) return;  // the sampler refuses it
  const bool few = strips.logits().size() <= part_values;
  for (const Precision precision : {Precision::rough, Precision::lanes, Precision::exact}) {
    if (few && precision != Precision::exact) continue;
    const Ranking ranking = ranking_of(strips, surprise, precision);
    if (NearestFirst(candidates, ranking).keep(mass, keep)) return;
  }
}

}  // namespace ganymede::inline v0::detail
