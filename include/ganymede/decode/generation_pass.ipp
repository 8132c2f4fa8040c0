#pragma once
// The bodies of generation_pass.hpp.

#include <ganymede/decode/generation_pass.hpp>

#include <ganymede/core/floating_point.hpp>
#include <ganymede/decode/prefill.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE bool Generation::step() {
  const KnownFloatingPoint scope;
  events_.clear();
  if (cancelled()) cancel_all();
  if (std::any_of(states_.begin(), states_.end(), [](const State& s) { return s.live && s.logits != nullptr; })) {
    choose_tokens(0, states_.size());
    return true;
  }
  for (State& s : states_) try {
      if (s.live && s.sequence) catch_up(s);
    } catch (const std::exception&) {
      if (!keeps_errors_) throw;
      fail(s.request, std::current_exception());
    }
  if (cancelled()) cancel_all();
  if (finished()) return false;
  draft();
  pass(0, requests_.size());
  return true;
}

GANYMEDE_ONCE void Generation::draft() {
  if (!drafting_) return;
  draft_requests_.clear();
  for (std::size_t i = 0; i < states_.size(); ++i) {
    State& s = states_[i];
    s.draft.clear();
    if (!s.live || s.generated.tokens.empty() || unseen(s).size() != 1) continue;
    const Index left = s.limit - static_cast<Index>(s.generated.tokens.size()) - 1;
    draft_requests_.push_back({.number = i,
                               .history = s.history,
                               .start = s.start,
                               .most = std::min(left, s.sequence->max_length() - s.sequence->length() - 1),
                               .config = requests_[s.request].config.get(),
                               .draft = &s.draft});
  }
  drafting_->draft(draft_requests_);
}

GANYMEDE_ONCE void Generation::end_draft(State& s) {
  s.logits = nullptr;
  s.draft.clear();
  if (!s.sequence || s.generated.tokens.empty()) return;
  const Index seen = static_cast<Index>(s.history.size() - s.start) - 1;
  if (s.sequence->length() > seen) s.sequence->truncate(seen);
}

GANYMEDE_ONCE void Generation::pass(std::size_t first, std::size_t end) {
  const std::size_t first_state = requests_[first].first, end_state = requests_[end - 1].end;
  batch_.clear();
  bool drafted = false;
  for (std::size_t i = first_state; i < end_state; ++i) {
    State& s = states_[i];
    if (!s.live || !s.sequence) continue;
    const std::span<const TokenId> draft = s.draft.tokens();
    fed_.assign(unseen(s).begin(), unseen(s).end());
    fed_.insert(fed_.end(), draft.begin(), draft.end());
    batch_.add(*s.sequence, fed_, draft.empty() ? LogitRows::last : LogitRows::all);
    drafted = drafted || !draft.empty();
  }
  if (batch_.segments().empty()) return;
  if (const std::exception_ptr error = run(first_state, end_state, drafted)) {
    for (std::size_t i = first_state; i < end_state; ++i)
      if (State& s = states_[i]; s.sequence) s.draft.clear(), s.sequence->truncate(s.sequence->length());
    if (drafted) return pass(first, end);
    if (!keeps_errors_) std::rethrow_exception(error);
    if (end - first == 1) return fail(first, error);
    const std::size_t middle = first + (end - first) / 2;
    pass(first, middle);
    return pass(middle, end);
  }
  choose_tokens(first_state, end_state);
}

GANYMEDE_ONCE std::exception_ptr Generation::run(std::size_t first, std::size_t end, bool drafted) {
  const auto begin = std::chrono::steady_clock::now();
  std::optional<ConstView<float>> logits;
  try {
    const auto forward = [&] { return model_->forward(batch_, workspace_); };
    logits.emplace(drafted ? forward() : with_room(forward));  // drafts go before caches do
  } catch (const std::exception&) {
    return std::current_exception();
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const Index sequences = static_cast<Index>(batch_.segments().size());
  const bool measured = drafting_ && static_cast<Index>(draft_requests_.size()) == sequences;  // nobody computes a prompt
  if (measured) {
    drafting_->measure(batch_.rows(), sequences, seconds);
    token_seconds_ = drafting_->plain_seconds() / double(sequences);
  }
  std::size_t segment = 0;
  const float* row = nullptr;
  for (std::size_t i = first; i < end; ++i) {
    State& s = states_[i];
    if (!s.live) continue;
    if (s.sequence)
      row = logits->data() + batch_.segments()[segment++].first_logit * logits->outerStride();
    else
      s.sequence = leader(i).sequence->fork();  // waited for a prompt that was computed in this pass: the same logits
    s.logits = row;
    if (!measured) continue;
    ++s.draft.report.passes;
    s.draft.report.seconds += (seconds + drafting_->draft_seconds()) / double(sequences);
  }
  logits_ = {logits->cols(), logits->outerStride()};
  return nullptr;
}

GANYMEDE_ONCE void Generation::choose_tokens(std::size_t first, std::size_t end) {
  waiting_.clear();
  for (std::size_t i = first; i < end; ++i) {
    State& s = states_[i];
    if (!s.live || s.logits == nullptr) continue;
    waiting_.push_back(
        {.sequence = static_cast<Index>(i),
         .logits = {s.logits, static_cast<std::size_t>(logits_.columns)},
         .text = {s.history, s.prompt_length, s.limit, s.constraint.state(), {s.logits, static_cast<std::size_t>(logits_.columns)}},
         .random = &s.random,
         .config = requests_[s.request].config.get()});
  }
  try {
    if (hooks_.process_logits) process_logits();
    chooser_.choose(waiting_);
    for (const WaitingSequence& w : waiting_)
      if (w.error) {
        if (!keeps_errors_) std::rethrow_exception(w.error);
        fail(states_[static_cast<std::size_t>(w.sequence)].request, w.error);
      }
    for (const WaitingSequence& w : waiting_)
      if (State& s = states_[static_cast<std::size_t>(w.sequence)]; s.live) advance(w.sequence, s, w.token);
  } catch (...) {
    cancel_all();
    events_.clear();
    throw;
  }
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
  const Index window = requests_[s.request].limits.window();
  if (static_cast<Index>(s.history.size() - s.start) > window) {
    s.start = s.history.size() - static_cast<std::size_t>(std::max<Index>(window / 2, 1));
    s.sequence->truncate(0);
  }
  with_room([&] { prefill(*model_, *s.sequence, unseen(s), batch_, workspace_, hooks_.cancel); });
}

GANYMEDE_ONCE bool Generation::release_ended() {
  bool any = false;
  for (State& s : states_)
    if (!s.live && std::exchange(s.sequence, std::nullopt)) any = true;
  return any;
}

}  // namespace ganymede::inline v0
