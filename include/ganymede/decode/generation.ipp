#pragma once
// The bodies of generation.hpp.

#include <ganymede/decode/generation.hpp>

#include <ganymede/decode/generation_pass.hpp>

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
  prepare_drafts();
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
  prepare_drafts();
}

GANYMEDE_ONCE void Generation::check(const GenerationConfig& config) const {
  validate(config, model_->vocab_size());
  if (config.num_beams > 1) throw InputError{{.problem = "beams are searched by BeamSearch", .key = "num_beams", .expected = "1"}};
  if (!config.stop.empty() && !hooks_.token_bytes) throw InputError{{.problem = "stop strings need the bytes of tokens", .key = "stop"}};
}

GANYMEDE_ONCE void Generation::prepare_drafts() {
  Index longest_ngram = 0;
  bool assisted = false;
  for (const Request& request : requests_) {
    if (request.error) continue;
    if (request.config->prompt_lookup_num_tokens > 0) longest_ngram = std::max(longest_ngram, request.config->max_matching_ngram_size);
    assisted = assisted || (hooks_.assistant_model && request.config->num_assistant_tokens > 0);
  }
  if (longest_ngram == 0 && !assisted) return;
  std::unique_ptr<Assistant> assistant;
  if (assisted) assistant = std::make_unique<Assistant>(hooks_.assistant_model, *model_, hooks_.sequence);
  drafting_ = std::make_unique<Drafting>(longest_ngram, std::move(assistant));
}

GANYMEDE_ONCE void Generation::cancel(Index sequence) {
  State& s = states_[checked(sequence)];
  if (!std::exchange(s.live, false)) return;
  s.generated.text += s.stop.finish();
  end_draft(s);
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
  const ConstrainedAnswer constraint(*request.config, hooks_, prompt, limit);
  for (std::size_t i = request.first; i < request.end; ++i) {
    State& s = states_[i];
    s.request = requests_.size() - 1;
    s.history = prompt;
    s.prompt_length = length;
    s.limit = limit;
    s.random = Random(request.config->seed, static_cast<std::uint64_t>(i - request.first));
    s.stop = StopStrings(request.config->stop);
    s.constraint = constraint;
    s.live = limit > 0 && !constraint.over();
    if (limit > 0 && constraint.over()) s.generated.finish_reason = FinishReason::stop;  // the empty text is the only one
    if (s.live) s.generated.finish_reason = FinishReason::cancelled;                     // until it comes to an end
  }
  if (limit <= 0 || constraint.over()) return;
  const Sequence& sequence = states_[request.first].sequence.emplace(
      first_sequence(*model_, hooks_, static_cast<Index>(requests_.size()) - 1, length, request.limits.sequence_options(length, limit)));
  const bool looks_up = request.config->prompt_lookup_num_tokens > 0,
             assisted = hooks_.assistant_model && request.config->num_assistant_tokens > 0;
  if ((looks_up || assisted) && !sequence.shape().recurrent.empty())
    throw InputError{{.problem = "no drafts for a model with a recurrent state, which cannot go back where they are refused",
                      .key = looks_up ? "prompt_lookup_num_tokens" : "assistant_model"}};
  if (assisted && sequence.source())
    throw InputError{{.problem = "a draft model does not see the text that is translated", .key = "assistant_model"}};
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
    states_[i].logits = nullptr;
    states_[i].sequence.reset();  // its pages are for the others
  }
}

GANYMEDE_ONCE Generation::State& Generation::leader(std::size_t i) {
  while (!states_[i].sequence) --i;
  return states_[i];
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
    s.constraint.take(id);
    if (s.stop.stopped() || (hooks_.should_stop && hooks_.should_stop(index, s.history)) || s.constraint.over())
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
  if (drafting_) {
    if (s.draft.report.passes > 0) s.draft.report.plain_seconds += token_seconds_;
    if (s.draft.take(id) && s.live)
      s.logits += logits_.stride;
    else
      end_draft(s);
    s.generated.drafts = s.draft.report;
  } else {
    s.logits = nullptr;
  }
  s.generated.text += s.piece;
  event.text = s.piece;
  events_.push_back(event);
}

}  // namespace ganymede::inline v0
