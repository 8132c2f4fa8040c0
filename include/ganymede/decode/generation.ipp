#pragma once
// The bodies of generation.hpp.

#include <ganymede/decode/generation.hpp>

#include <ganymede/core/floating_point.hpp>
#include <ganymede/decode/prefill.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Generation::Generation(std::shared_ptr<const LanguageModel> model, std::span<const std::vector<TokenId>> prompts,
                                     GenerationConfig config, GenerationHooks hooks)
    : model_(std::move(model)),
      config_(std::move(config)),
      hooks_(std::move(hooks)),
      limits_(*model_, config_, hooks_.sequence),
      chooser_(model_->executor()) {
  validate(config_, model_->vocab_size());
  if (config_.num_beams > 1) throw InputError{{.problem = "beams are searched by BeamSearch", .key = "num_beams", .expected = "1"}};
  if (!config_.stop.empty() && !hooks_.token_bytes) throw InputError{{.problem = "stop strings need the bytes of tokens", .key = "stop"}};
  for (std::size_t p = 0; p < prompts.size(); ++p)
    for (Index copy = 0; copy < config_.num_return_sequences; ++copy) begin(prompts[p], static_cast<Index>(p), copy);
}

GANYMEDE_ONCE bool Generation::step() {
  const KnownFloatingPoint scope;
  events_.clear();
  if (cancelled()) cancel_all();
  for (State& s : states_)
    if (s.live && s.sequence) catch_up(s);
  if (cancelled()) cancel_all();
  batch_.clear();
  for (State& s : states_)
    if (s.live && s.sequence) batch_.add(*s.sequence, unseen(s));
  if (batch_.segments().empty()) return false;
  const ConstView<float> logits = model_->forward(batch_, workspace_);
  try {
    std::size_t segment = 0;
    const float* row = nullptr;
    waiting_.clear();
    for (std::size_t i = 0; i < states_.size(); ++i) {
      State& s = states_[i];
      if (!s.live) continue;
      if (s.sequence)
        row = logits.data() + batch_.segments()[segment++].first_logit * logits.outerStride();
      else
        s.sequence = leader(i).sequence->fork();  // waited for a prompt that was computed in this pass: the same logits
      waiting_.push_back({.sequence = static_cast<Index>(i),
                          .logits = {row, static_cast<std::size_t>(logits.cols())},
                          .text = {s.history, s.prompt_length, s.limit},
                          .random = &s.random});
    }
    if (hooks_.process_logits) process_logits();
    chooser_.choose(waiting_, config_);
    for (const WaitingSequence& w : waiting_)
      if (State& s = states_[static_cast<std::size_t>(w.sequence)]; s.live) advance(w.sequence, s, w.token);
  } catch (...) {
    cancel_all();
    events_.clear();
    throw;
  }
  return true;
}

GANYMEDE_ONCE void Generation::cancel(Index sequence) {
  State& s = states_[checked(sequence)];
  if (!std::exchange(s.live, false)) return;
  s.generated.text += s.stop.finish();
  if (!s.sequence || !s.generated.tokens.empty()) return;
  const std::size_t group = static_cast<std::size_t>(config_.num_return_sequences), i = static_cast<std::size_t>(sequence);
  for (std::size_t k = i + 1; k < (i / group + 1) * group; ++k)  // nothing is computed yet: another copy of the prompt leads
    if (states_[k].live) return states_[k].sequence.swap(s.sequence);
}

GANYMEDE_ONCE std::optional<Sequence> Generation::take_sequence(Index sequence) {
  cancel(sequence);
  State& s = states_[checked(sequence)];
  if (s.start > 0) s.sequence.reset();
  return std::exchange(s.sequence, std::nullopt);
}

GANYMEDE_ONCE std::vector<Generated> Generation::take() {
  cancel_all();
  std::vector<Generated> all;
  for (State& s : states_) all.push_back(std::move(s.generated));
  states_.clear();
  events_.clear();
  return all;
}

GANYMEDE_ONCE void Generation::begin(const std::vector<TokenId>& prompt, Index number, Index copy) {
  if (prompt.empty()) throw InputError{{.problem = "an empty prompt", .key = "prompts"}};
  const Index length = static_cast<Index>(prompt.size()), limit = limits_.new_tokens(length);
  State s{.sequence = {},
          .history = prompt,
          .prompt_length = length,
          .limit = limit,
          .start = 0,
          .random = Random(config_.seed, static_cast<std::uint64_t>(copy)),
          .stop = StopStrings(config_.stop),
          .piece = {}};
  s.live = limit > 0;
  if (s.live) s.generated.finish_reason = FinishReason::cancelled;  // until it comes to an end
  if (s.live && copy == 0) s.sequence.emplace(first_sequence(*model_, hooks_, number, length, limits_.sequence_options(length, limit)));
  states_.push_back(std::move(s));
}

GANYMEDE_ONCE std::size_t Generation::checked(Index sequence) const {
  if (sequence < 0 || sequence >= size())
    throw InputError{{.problem = "no such sequence",
                      .key = "sequence",
                      .expected = "0 or more, below " + std::to_string(size()),
                      .found = std::to_string(sequence)}};
  return static_cast<std::size_t>(sequence);
}

GANYMEDE_ONCE void Generation::cancel_all() {
  for (Index i = 0; i < size(); ++i) cancel(i);
}

GANYMEDE_ONCE Generation::State& Generation::leader(std::size_t i) {
  while (!states_[i].sequence) --i;
  return states_[i];
}

GANYMEDE_ONCE void Generation::process_logits() {
  changed_.resize(std::max(changed_.size(), waiting_.size()));
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    WaitingSequence& w = waiting_[i];
    changed_[i].assign(w.logits.begin(), w.logits.end());
    hooks_.process_logits(w.sequence, w.text.history, changed_[i]);
    w.changed = changed_[i];
  }
}

GANYMEDE_ONCE std::span<const TokenId> Generation::unseen(const State& s) {
  return std::span<const TokenId>(s.history).subspan(s.start + static_cast<std::size_t>(s.sequence->length()));
}

GANYMEDE_ONCE void Generation::catch_up(State& s) {
  const Index window = limits_.window();
  if (static_cast<Index>(s.history.size() - s.start) > window) {
    s.start = s.history.size() - static_cast<std::size_t>(std::max<Index>(window / 2, 1));
    s.sequence->truncate(0);
  }
  prefill(*model_, *s.sequence, unseen(s), batch_, workspace_, hooks_.cancel);
}

GANYMEDE_ONCE void Generation::advance(Index index, State& s, const GeneratedToken& token) {
  const TokenId id = token.id;
  GenerationEvent event{.sequence = index, .token = token};
  s.history.push_back(id);
  s.generated.tokens.push_back(event.token);
  s.log_probability += event.token.logprob;
  s.generated.score = s.log_probability / std::pow(static_cast<double>(s.generated.tokens.size()), config_.length_penalty);

  s.piece.clear();
  if (!config_.ignore_eos && std::find(config_.eos_token_id.begin(), config_.eos_token_id.end(), id) != config_.eos_token_id.end()) {
    event.finished = FinishReason::eos;
  } else {
    if (hooks_.token_bytes) s.piece.append(s.stop.feed(hooks_.token_bytes(index, id)));
    if (hooks_.special_spelling && !s.stop.stopped()) s.piece.append(s.stop.feed_hidden(hooks_.special_spelling(id)));
    if (s.stop.stopped() || (hooks_.should_stop && hooks_.should_stop(index, s.history)))
      event.finished = FinishReason::stop;
    else if (static_cast<Index>(s.generated.tokens.size()) == s.limit)
      event.finished = FinishReason::length;
  }
  if (event.finished) {
    s.piece.append(s.stop.finish());
    s.generated.finish_reason = *event.finished;
    s.live = false;
  }
  s.generated.text += s.piece;
  event.text = s.piece;
  events_.push_back(event);
}

}  // namespace ganymede::inline v0
