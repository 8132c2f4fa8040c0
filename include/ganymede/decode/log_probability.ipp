#pragma once
// The bodies of log_probability.hpp.

#include <ganymede/decode/log_probability.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE double log_sum_exp(std::span<const float> logits) {
  const float greatest = logits[static_cast<std::size_t>(best_token(logits))];
  return static_cast<double>(greatest) + log(detail::exact_sum(logits, greatest));
}

GANYMEDE_ONCE double log_probability(std::span<const float> logits, TokenId id) {
  if (id < 0 || static_cast<std::size_t>(id) >= logits.size())
    throw InputError{{.problem = "token id outside the vocabulary", .key = "log_probability", .found = std::to_string(id)}};
  return static_cast<double>(logits[static_cast<std::size_t>(id)]) - log_sum_exp(logits);
}

namespace detail {

GANYMEDE_ONCE double fast_log_sum_exp(std::span<const float> logits) {
  const float greatest = logits[static_cast<std::size_t>(best_token(logits))];
  return static_cast<double>(greatest) + log(rough_sum(logits, greatest));
}

}  // namespace detail

GANYMEDE_ONCE double log_softmax(std::span<const float> logits, std::span<float> out) {
  const double log_sum = detail::fast_log_sum_exp(logits);
  detail::kernels().vocabulary.subtract(logits.data(), static_cast<Index>(logits.size()), static_cast<float>(log_sum), out.data());
  return log_sum;
}

GANYMEDE_ONCE void renormalize(std::span<float> logits, std::span<float> /*no memory is needed*/) {
  const detail::Greatest greatest = detail::greatest_of(logits);
  if (greatest.broken || greatest.value > minus_infinity) log_softmax(logits, logits);
}

}  // namespace ganymede::inline v0
