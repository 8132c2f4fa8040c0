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
                                     std::shared_ptr<const GenerationConfig> config, GenerationHooks hooks)
    : model_(std::move(model)), hooks_(std::move(hooks)), keeps_errors_(false), chooser_(model_->executor()) {
  check(*config);
  for (const std::vector<TokenId>& prompt : prompts) {
    add(config, static_cast<std::size_t>(config->num_return_sequences));
    begin(prompt);
  }
}

GANYMEDE_ONCE Generation::Generation(ModelReference model, std::span<const ResolvedRequest> requests, GenerationHooks hooks)
    : model_(std::move(model).share()), hooks_(std::move(hooks)), keeps_errors_(true), chooser_(model_->executor()) {
  for (const ResolvedRequest& request : requests) {
    add(std::make_shared<const GenerationConfig>(request.config), request.answers());
    try {
      if (request.error) std::rethrow_exception(request.error);
      check(request.config);
      begin(request.prompt);
    } catch (const std::exception&) {
      fail(requests_.size() - 1, std::current_exception());
    }
  }
}

GANYMEDE_ONCE void Generation::check(const GenerationConfig& config) const {
  validate(config, model_->vocab_size());
  if (config.num_beams > 1) throw InputError{{.problem = "beams are searched by BeamSearch", .key = "num_beams", .expected = "1"}};
  if (!config.stop.empty() && !hooks_.token_bytes) throw InputError{{.problem = "stop strings need the bytes of tokens", .key = "stop"}};
}

GANYMEDE_ONCE bool Generation::step() {
  const KnownFloatingPoint scope;
  events_.clear();
  if (cancelled()) cancel_all();
  for (State& s : states_) try {
      if (s.live && s.sequence) catch_up(s);
    } catch (const std::exception&) {
      if (!keeps_errors_) throw;
      fail(s.request, std::current_exception());
    }
  if (cancelled()) cancel_all();
  if (finished()) return false;
  pass(0, requests_.size());
  return true;
}

GANYMEDE_ONCE void Generation::pass(std::size_t first, std::size_t end) {
  const std::size_t first_state = requests_[first].first, end_state = requests_[end - 1].end;
  batch_.clear();
  for (std::size_t i = first_state; i < end_state; ++i)
    if (State& s = states_[i]; s.live && s.sequence) batch_.add(*s.sequence, unseen(s));
  if (batch_.segments().empty()) return;
  std::optional<ConstView<float>> logits;
  try {
    logits.emplace(with_room([&] { return model_->forward(batch_, workspace_); }));
  } catch (const std::exception&) {
    if (!keeps_errors_) throw;
    if (end - first == 1) return fail(first, std::current_exception());
  }
  if (!logits) {
    const std::size_t middle = first + (end - first) / 2;
    pass(first, middle);
    return pass(middle, end);
  }
  try {
    choose_tokens(first_state, end_state, *logits);
  } catch (...) {
    cancel_all();
    events_.clear();
    throw;
  }
}

GANYMEDE_ONCE void Generation::choose_tokens(std::size_t first, std::size_t end, const ConstView<float>& logits) {
  std::size_t segment = 0;
  const float* row = nullptr;
  waiting_.clear();
  for (std::size_t i = first; i < end; ++i) {
    State& s = states_[i];
    if (!s.live) continue;
    if (s.sequence)
      row = logits.data() + batch_.segments()[segment++].first_logit * logits.outerStride();
    else
      s.sequence = leader(i).sequence->fork();  // waited for a prompt that was computed in this pass: the same logits
    waiting_.push_back({.sequence = static_cast<Index>(i),
                        .logits = {row, static_cast<std::size_t>(logits.cols())},
                        .text = {s.history, s.prompt_length, s.limit},
                        .random = &s.random,
                        .config = requests_[s.request].config.get()});
  }
  if (hooks_.process_logits) process_logits();
  chooser_.choose(waiting_);
  for (const WaitingSequence& w : waiting_)
    if (w.error) {
      if (!keeps_errors_) std::rethrow_exception(w.error);
      fail(states_[static_cast<std::size_t>(w.sequence)].request, w.error);
    }
  for (const WaitingSequence& w : waiting_)
    if (State& s = states_[static_cast<std::size_t>(w.sequence)]; s.live) advance(w.sequence, s, w.token);
}

GANYMEDE_ONCE void Generation::cancel(Index sequence) {
  State& s = states_[checked(sequence)];
  if (!std::exchange(s.live, false)) return;
  s.generated.text += s.stop.finish();
  if (!s.sequence || !s.generated.tokens.empty()) return;
  for (std::size_t k = static_cast<std::size_t>(sequence) + 1; k < requests_[s.request].end; ++k)  // nothing is computed yet: another leads
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

GANYMEDE_ONCE void Generation::add(std::shared_ptr<const GenerationConfig> config, std::size_t answers) {
  const LengthLimits limits(*model_, *config, hooks_.sequence);
  requests_.push_back({std::move(config), limits, states_.size(), states_.size() + answers});
  states_.resize(states_.size() + answers);
}

GANYMEDE_ONCE void Generation::begin(const std::vector<TokenId>& prompt) {
  const Request& request = requests_.back();
  if (prompt.empty()) throw InputError{{.problem = "an empty prompt", .key = "prompts"}};
  const Index length = static_cast<Index>(prompt.size()), limit = request.limits.new_tokens(length);
  for (std::size_t i = request.first; i < request.end; ++i) {
    State& s = states_[i];
    s.request = requests_.size() - 1;
    s.history = prompt;
    s.prompt_length = length;
    s.limit = limit;
    s.random = Random(request.config->seed, static_cast<std::uint64_t>(i - request.first));
    s.stop = StopStrings(request.config->stop);
    s.live = limit > 0;
    if (s.live) s.generated.finish_reason = FinishReason::cancelled;  // until it comes to an end
  }
  if (limit > 0)
    states_[request.first].sequence.emplace(
        first_sequence(*model_, hooks_, static_cast<Index>(requests_.size()) - 1, length, request.limits.sequence_options(length, limit)));
}

GANYMEDE_ONCE std::exception_ptr Generation::error(Index request) const {
  return requests_[detail::checked_number(request, requests_.size(), "request")].error;
}

GANYMEDE_ONCE void Generation::cancel_all() {
  for (Index i = 0; i < size(); ++i) cancel(i);
}

GANYMEDE_ONCE void Generation::fail(std::size_t request, std::exception_ptr error) {
  Request& r = requests_[request];
  r.error = std::move(error);
  for (std::size_t i = r.first; i < r.end; ++i) {
    states_[i].live = false;
    states_[i].sequence.reset();  // its pages are for the others
  }
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

GANYMEDE_ONCE void Generation::advance(Index index, State& s, const GeneratedToken& token) {
  const GenerationConfig& config = *requests_[s.request].config;
  const TokenId id = token.id;
  GenerationEvent event{.sequence = index, .token = token};
  s.history.push_back(id);
  s.generated.tokens.push_back(event.token);
  s.log_probability += event.token.logprob;
  s.generated.score = s.log_probability / std::pow(static_cast<double>(s.generated.tokens.size()), config.length_penalty);

  s.piece.clear();
  if (!config.ignore_eos && std::find(config.eos_token_id.begin(), config.eos_token_id.end(), id) != config.eos_token_id.end()) {
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
    if (!hooks_.keeps_ended) s.sequence.reset();
  }
  s.generated.text += s.piece;
  event.text = s.piece;
  events_.push_back(event);
}

}  // namespace ganymede::inline v0
