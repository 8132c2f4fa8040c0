#pragma once
// The bodies of token_chooser.hpp.

#include <ganymede/decode/token_chooser.hpp>

#include <algorithm>
#include <numeric>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void TokenChooser::choose(std::span<WaitingSequence> waiting) {
  const Index pieces =
      std::min(static_cast<Index>(waiting.size()), executor_ != nullptr ? std::max<Index>(executor_->concurrency(), 1) : 1);
  if (static_cast<Index>(scratch_.size()) < pieces) scratch_.resize(static_cast<std::size_t>(pieces));
  const auto choose_some = [&](Index piece) {
    const std::size_t first = static_cast<std::size_t>(piece);
    for (std::size_t i = first; i < waiting.size(); i += static_cast<std::size_t>(pieces)) try {
        waiting[i].token = choose_one(waiting[i], scratch_[first]);
      } catch (const std::exception&) {
        waiting[i].error = std::current_exception();
      }
  };
  if (pieces > 1)
    executor_->parallel_for(pieces, choose_some);
  else if (pieces == 1)
    choose_some(0);
}

GANYMEDE_ONCE void TokenChooser::choose(std::span<WaitingSequence> waiting, const GenerationConfig& config) {
  for (WaitingSequence& w : waiting) w.config = &config;
  choose(waiting);
  for (const WaitingSequence& w : waiting)
    if (w.error) std::rethrow_exception(w.error);
}

GANYMEDE_ONCE GeneratedToken TokenChooser::choose_one(const WaitingSequence& waiting, Scratch& scratch) {
  const GenerationConfig& config = *waiting.config;
  const std::span<const float> logits = waiting.logits;
  Candidates& candidates = scratch.logits.candidates;
  double log_sum = 0;
  const std::span<const float> begun = waiting.changed.empty() ? logits : waiting.changed;
  if (!writes_row(config) && waiting.changed.empty() && waiting.text.constraint == nullptr) {
    candidates.begin(logits);
    log_sum = log_sum_of(candidates.look());
  } else {
    scratch.strips.look(logits);
    log_sum = log_sum_of(scratch.strips);
    scratch.processed.assign(begun.begin(), begun.end());
    process_row(scratch.processed, waiting.text, config, scratch.logits.counts);
    candidates.begin(scratch.processed);
  }
  choose_candidates(candidates, config);
  if (config.renormalize_logits) {
    candidates.settle(scratch.processed);
    renormalize(scratch.processed);
    candidates.begin(scratch.processed);
  }
  const TokenId id = config.samples() ? sample(candidates, *waiting.random) : candidates.look().best();
  GeneratedToken token{id, static_cast<double>(logits[static_cast<std::size_t>(id)]) - log_sum};
  if (config.top_logprobs > 0) token.top = best_of(logits, log_sum, config.top_logprobs, scratch.ids);
  return token;
}

GANYMEDE_ONCE std::vector<TokenLogprob> TokenChooser::best_of(std::span<const float> logits, double log_sum, Index count,
                                                              std::vector<TokenId>& ids) {
  ids.resize(logits.size());
  std::iota(ids.begin(), ids.end(), TokenId{0});
  const auto logit = [&](TokenId id) { return logits[static_cast<std::size_t>(id)]; };
  const auto end = ids.begin() + std::min(count, static_cast<Index>(logits.size()));
  std::partial_sort(ids.begin(), end, ids.end(), [&](TokenId a, TokenId b) { return logit(a) != logit(b) ? logit(a) > logit(b) : a < b; });
  std::vector<TokenLogprob> best;
  for (auto id = ids.begin(); id != end; ++id) best.push_back({*id, static_cast<double>(logit(*id)) - log_sum});
  return best;
}

GANYMEDE_ONCE double TokenChooser::log_sum_of(Strips& strips) {
  strips.best();
  return strips.log_sum_exp();
}

}  // namespace ganymede::inline v0
