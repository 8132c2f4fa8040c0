#pragma once
// The bodies of nucleus.hpp.

#include <ganymede/decode/nucleus.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE bool NearestFirst::keep(double mass, Index keep) {
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

GANYMEDE_ONCE std::span<std::uint32_t> NearestFirst::within(double radius, double beyond) {
  const double centre = ranking_.surprise ? ranking_.offset - ranking_.entropy : ranking_.greatest;
  const double slack = 1e-6 * (1 + std::fabs(centre) + radius);  // bounds are rounded to float
  const auto bound = [](double x) { return static_cast<float>(std::clamp(x, -0x1.fffffep127, 0x1.fffffep127)); };
  if (!(radius < 64)) return candidates_.select(std::numeric_limits<float>::lowest());
  const double most = ranking_.surprise || beyond < 0 ? centre + radius : centre - beyond;
  return candidates_.select(bound(centre - radius - slack), bound(most + slack));
}

GANYMEDE_ONCE void NearestFirst::rank(double radius) {
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

GANYMEDE_ONCE bool NearestFirst::all_are_kept(double mass) {
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

GANYMEDE_ONCE void NearestFirst::narrow(double mass, Index keep) {
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

GANYMEDE_ONCE void NearestFirst::keep_before(const Candidates::Ranked& r) {
  double& before = before_[ranking_.less_probable(logit(r)) ? 1 : 0];
  before = std::max(before, r.key);
}

GANYMEDE_ONCE void NearestFirst::pop() {
  std::pop_heap(ranked().begin(), ranked().end());
  const Candidates::Ranked next = ranked().back();
  ranked().pop_back();
  if (ranking_.surprise) keep_before(next);
  last_ = next;
  above_ += next.probability;
  ++kept_;
}

GANYMEDE_ONCE bool NearestFirst::cut() {
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

GANYMEDE_ONCE void keep_nearest(Candidates& candidates, bool surprise, double mass, Index keep) {
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
