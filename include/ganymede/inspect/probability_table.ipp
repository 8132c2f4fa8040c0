#pragma once
// The bodies of probability_table.hpp.

#include <ganymede/inspect/probability_table.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE double log_sum_of(std::span<const float> logits) {
  double greatest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (const float logit : logits) greatest = std::max(greatest, double(logit));
  for (const float logit : logits) sum += std::exp(double(logit) - greatest);
  if (!(sum >= 1) || !std::isfinite(sum))
    throw InputError{{.problem = "logits without probabilities: none is possible, or one is no number", .key = "logits"}};
  return greatest + std::log(sum);
}

}  // namespace detail

GANYMEDE_ONCE std::vector<TokenProbability> most_probable(std::span<const float> logits, std::size_t count) {
  const double log_sum = detail::log_sum_of(logits);
  std::vector<TokenId> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  const auto logit = [&](TokenId id) { return logits[static_cast<std::size_t>(id)]; };
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
  std::partial_sort(order.begin(), end, order.end(),
                    [&](TokenId a, TokenId b) { return logit(a) > logit(b) || (logit(a) == logit(b) && a < b); });
  std::vector<TokenProbability> table;
  for (auto id = order.begin(); id != end; ++id) table.push_back({*id, double(logit(*id)) - log_sum});
  return table;
}

GANYMEDE_ONCE Index rank_of(std::span<const float> logits, TokenId id) {
  if (id < 0 || static_cast<std::size_t>(id) >= logits.size())
    throw InputError{{.problem = "token id outside the vocabulary", .key = "rank_of", .found = std::to_string(id)}};
  Index rank = 0;
  const float own = logits[static_cast<std::size_t>(id)];
  for (std::size_t i = 0; i < logits.size(); ++i) rank += logits[i] > own || (logits[i] == own && i < static_cast<std::size_t>(id));
  return rank;
}

GANYMEDE_ONCE void FilterTable::add(std::string name, double setting, std::span<const float> logits) {
  const std::span<const float> before = last();
  if (logits.size() != before.size())
    throw InputError{
        {.problem = "another vocabulary", .key = name, .expected = std::to_string(before.size()), .found = std::to_string(logits.size())}};
  const double log_sum = detail::log_sum_of(before);
  FilterStep step{std::move(name), setting, 0, 0, {logits.begin(), logits.end()}};
  for (std::size_t i = 0; i < logits.size(); ++i)
    if (possible(logits[i])) {
      ++step.kept;
      step.kept_share += std::exp(double(before[i]) - log_sum);
    }
  step.kept_share = std::min(step.kept_share, 1.0);
  steps_.push_back(std::move(step));
}

GANYMEDE_ONCE std::vector<FilteredToken> FilterTable::tokens(std::size_t count) const {
  const double log_sum = detail::log_sum_of(last());
  std::vector<FilteredToken> tokens;
  for (const TokenProbability& t : most_probable(logits_, count)) {
    const auto i = static_cast<std::size_t>(t.id);
    FilteredToken token{t.id, t.logprob, double(last()[i]) - log_sum, -1};
    for (std::size_t s = 0; s < steps_.size() && token.cut_by < 0; ++s)
      if (!possible(steps_[s].logits[i])) token.cut_by = static_cast<Index>(s);
    tokens.push_back(token);
  }
  return tokens;
}

}  // namespace ganymede::inline v0
