#pragma once
// The bodies of penalties.hpp.

#include <ganymede/decode/penalties.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void logit_bias(std::span<float> logits, std::span<const std::pair<TokenId, double>> biases) {
  for (const auto& [id, bias] : biases)
    if (id >= 0 && static_cast<std::size_t>(id) < logits.size()) logits[static_cast<std::size_t>(id)] += static_cast<float>(bias);
}

GANYMEDE_ONCE void sequence_bias(std::span<float> logits, std::span<const TokenId> history,
                                 std::span<const std::pair<std::vector<TokenId>, double>> biases) {
  for (const auto& [ids, bias] : biases) {
    if (ids.empty() || ids.size() - 1 > history.size()) continue;
    const std::pair<TokenId, double> last{ids.back(), bias};
    if (std::equal(ids.begin(), ids.end() - 1, history.end() - static_cast<Index>(ids.size() - 1))) logit_bias(logits, {&last, 1});
  }
}

GANYMEDE_ONCE void suppress(std::span<float> logits, std::span<const TokenId> tokens) {
  for (const TokenId id : tokens)
    if (id >= 0 && static_cast<std::size_t>(id) < logits.size()) logits[static_cast<std::size_t>(id)] = minus_infinity;
}

GANYMEDE_ONCE void bad_words(std::span<float> logits, std::span<const TokenId> history, std::span<const std::vector<TokenId>> words,
                             std::span<const TokenId> eos_token_id) {
  for (const std::vector<TokenId>& ids : words) {
    if (ids.empty() || ids.size() - 1 > history.size()) continue;
    if (ids.size() == 1 && std::find(eos_token_id.begin(), eos_token_id.end(), ids[0]) != eos_token_id.end()) continue;
    if (std::equal(ids.begin(), ids.end() - 1, history.end() - static_cast<Index>(ids.size() - 1))) suppress(logits, {&ids.back(), 1});
  }
}

GANYMEDE_ONCE void force(std::span<float> logits, std::span<const TokenId> tokens) {
  std::fill(logits.begin(), logits.end(), minus_infinity);
  for (const TokenId id : tokens)
    if (id >= 0 && static_cast<std::size_t>(id) < logits.size()) logits[static_cast<std::size_t>(id)] = 0;
}

GANYMEDE_ONCE void min_new_tokens(std::span<float> logits, Index new_tokens, Index minimum, std::span<const TokenId> eos_token_id) {
  if (new_tokens < minimum) suppress(logits, eos_token_id);
}

GANYMEDE_ONCE void repetition_penalty(std::span<float> logits, std::span<const TokenId> history, double penalty, TokenCounts& counts) {
  const float p = static_cast<float>(penalty);
  counts.for_each(history, logits.size(), [&](std::size_t id, Index) { logits[id] = logits[id] < 0 ? logits[id] * p : logits[id] / p; });
}

GANYMEDE_ONCE void frequency_presence_penalty(std::span<float> logits, std::span<const TokenId> generated, double frequency,
                                              double presence, TokenCounts& counts) {
  counts.for_each(generated, logits.size(),
                  [&](std::size_t id, Index n) { logits[id] = detail::penalised(logits[id], n, frequency, presence); });
}

GANYMEDE_ONCE void no_repeat_ngram(std::span<float> logits, std::span<const TokenId> history, Index size) {
  const std::size_t n = static_cast<std::size_t>(std::max<Index>(size, 0));
  if (n == 0 || history.size() < n) return;
  const auto prefix = history.last(n - 1);
  for (std::size_t i = 0; i + n <= history.size(); ++i)
    if (std::equal(prefix.begin(), prefix.end(), history.begin() + static_cast<Index>(i))) suppress(logits, history.subspan(i + n - 1, 1));
}

}  // namespace ganymede::inline v0
