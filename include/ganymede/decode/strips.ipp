#pragma once
// The bodies of strips.hpp.

#include <ganymede/decode/strips.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE void Greatest::look(std::span<const float> strips, std::size_t first) {
  for (std::size_t i = 0; i < strips.size(); ++i) {
    broken |= !(strips[i] <= std::numeric_limits<float>::max());
    if (strips[i] > value) {
      value = strips[i];
      strip = first + i;
    }
  }
}

GANYMEDE_ONCE TokenId Greatest::token(std::span<const float> logits) const {
  if (broken || logits.empty()) throw Error{{.problem = "no token can be chosen: a logit is not a number", .key = "logits"}};
  if (value == minus_infinity) throw Error{{.problem = "no token can be chosen: all are forbidden", .key = "logits"}};
  return static_cast<TokenId>(std::find(logits.begin() + static_cast<Index>(strip) * strip_values, logits.end(), value) - logits.begin());
}

GANYMEDE_ONCE Greatest greatest_of(std::span<const float> logits) {
  Greatest greatest;
  for_each_part(logits, [&](std::span<const float> values, std::size_t first) {
    std::array<float, part_strips> strips;
    kernels().vocabulary.strip_largest(values.data(), static_cast<Index>(values.size()), strips.data());
    greatest.look(std::span<const float>(strips).first(strips_in(values.size())), strips_in(first));
  });
  return greatest;
}

GANYMEDE_ONCE double rough_sum(std::span<const float> logits, float greatest) {
  double sum = 0;
  for_each_part(logits, [&](std::span<const float> values, std::size_t) {
    std::array<float, part_strips> strips;
    kernels().vocabulary.strip_exp_sums(values.data(), static_cast<Index>(values.size()), greatest, strips.data(), nullptr);
    for (std::size_t i = 0; i < strips_in(values.size()); ++i) sum += static_cast<double>(strips[i]);
  });
  return sum;
}

GANYMEDE_ONCE double exact_sum(std::span<const float> logits, float greatest) {
  double sum = 0;
  for_each_part(logits, [&](std::span<const float> values, std::size_t) {
    std::array<double, part_values> weights;
    kernels().vocabulary.exponentials(values.data(), static_cast<Index>(values.size()), static_cast<double>(greatest), weights.data());
    for (std::size_t i = 0; i < values.size(); ++i) sum += weights[i];
  });
  return sum;
}

}  // namespace detail

GANYMEDE_ONCE void Strips::look(std::span<const float> logits) {
  logits_ = logits;
  largest_.resize(detail::strips_in(logits.size()));
  detail::kernels().vocabulary.strip_largest(logits.data(), static_cast<Index>(logits.size()), largest_.data());
  greatest_ = {};
  greatest_.look(largest_, 0);
  weighed_ = false;
}

GANYMEDE_ONCE double Strips::surprise() {
  surprises_.resize(largest_.size());
  weigh(surprises_.data());
  return sum(surprises_);
}

GANYMEDE_ONCE void Strips::weigh(float* surprises) {
  weights_.resize(largest_.size());
  detail::kernels().vocabulary.strip_exp_sums(logits_.data(), static_cast<Index>(logits_.size()), greatest_.value, weights_.data(),
                                              surprises);
  total_ = sum(weights_);
  weighed_ = true;
}

GANYMEDE_ONCE double Strips::sum(std::span<const float> strips) {
  double sum = 0;
  for (const float strip : strips) sum += static_cast<double>(strip);
  return sum;
}

}  // namespace ganymede::inline v0
