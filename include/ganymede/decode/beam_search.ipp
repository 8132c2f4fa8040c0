#pragma once
// The bodies of beam_search.hpp.

#include <ganymede/decode/beam_search.hpp>

#include <ganymede/core/floating_point.hpp>
#include <ganymede/decode/prefill.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE BeamSearch::BeamSearch(std::shared_ptr<const LanguageModel> model, std::span<const std::vector<TokenId>> prompts,
                                     std::shared_ptr<const GenerationConfig> config, GenerationHooks hooks)
    : model_(std::move(model)), hooks_(std::move(hooks)), keeps_errors_(false) {
  check(*config);
  for (const std::vector<TokenId>& prompt : prompts) {
    searches_.emplace_back(config, static_cast<std::size_t>(config->num_return_sequences));
    begin(prompt);
  }
}

GANYMEDE_ONCE BeamSearch::BeamSearch(ModelReference model, std::span<const ResolvedRequest> requests, GenerationHooks hooks)
    : model_(std::move(model).share()), hooks_(std::move(hooks)), keeps_errors_(true) {
  for (const ResolvedRequest& request : requests) {
    searches_.emplace_back(std::make_shared<const GenerationConfig>(request.config), request.answers());
    try {
      if (request.error) std::rethrow_exception(request.error);
      check(request.config);
      begin(request.prompt);
    } catch (const std::exception&) {
      fail(searches_.back(), std::current_exception());
    }
  }
}

GANYMEDE_ONCE void BeamSearch::check(const GenerationConfig& config) const {
  validate(config, model_->vocab_size());
  if (!config.stop.empty()) throw InputError{{.problem = "not with beams: they have no text before they are finished", .key = "stop"}};
  if (config.top_logprobs > 0)
    throw InputError{{.problem = "not with beams: their tokens are chosen together", .key = "top_logprobs", .expected = "0"}};
  if (hooks_.should_stop) throw InputError{{.problem = "not with beams: they have no text before they are finished", .key = "should_stop"}};
  if (config.prompt_lookup_num_tokens > 0)
    throw InputError{{.problem = "not with beams: one text is drafted", .key = "prompt_lookup_num_tokens", .expected = "0"}};
  if (hooks_.assistant_model) throw InputError{{.problem = "not with beams: one text is drafted", .key = "assistant_model"}};
  if (config.on_overflow == Overflow::slide)
    throw InputError{{.problem = "not with beams: each would be computed anew", .key = "on_overflow", .expected = "error"}};
}

GANYMEDE_ONCE void BeamSearch::begin(const std::vector<TokenId>& prompt) {
  Search& s = searches_.back();
  const LengthLimits limits(*model_, *s.config, hooks_.sequence);
  if (prompt.empty()) throw InputError{{.problem = "an empty prompt", .key = "prompts"}};
  s.prompt_length = static_cast<Index>(prompt.size());
  s.limit = limits.new_tokens(s.prompt_length);
  s.random = Random(s.config->seed);
  s.finished = BeamHypotheses(*s.config, s.limit);
  const ConstrainedAnswer constraint(*s.config, hooks_, prompt, s.limit);
  if (s.limit == 0 || constraint.over()) return;
  s.beams.resize(static_cast<std::size_t>(s.config->num_beams));
  s.next.resize(s.beams.size());
  for (std::vector<Beam>* beams : {&s.beams, &s.next})
    for (Beam& beam : *beams) beam.text.reserve(prompt.size(), static_cast<std::size_t>(std::min<Index>(s.limit, 256)));
  s.beams[0].constraint = constraint;
  s.beams[0].text.history.assign(prompt.begin(), prompt.end());
  s.beams[0].sequence.emplace(first_sequence(*model_, hooks_, static_cast<Index>(searches_.size()) - 1, s.prompt_length,
                                             limits.sequence_options(s.prompt_length, s.limit)));
  s.running = 1;
}

GANYMEDE_ONCE void BeamSearch::fail(Search& s, std::exception_ptr error) {
  s.end();
  s.error = std::move(error);
}

GANYMEDE_ONCE bool BeamSearch::step() {
  const KnownFloatingPoint scope;
  if (hooks_.cancel != nullptr && hooks_.cancel->load(std::memory_order_relaxed)) cancel();
  for (Search& s : searches_) try {
      if (s.running == 1) prefill(*model_, *s.beams[0].sequence, unseen(s.beams[0]), batch_, workspace_, hooks_.cancel);
    } catch (const std::exception&) {
      if (!keeps_errors_) throw;
      fail(s, std::current_exception());
    }
  if (finished()) return false;
  pass(0, searches_.size());
  return true;
}

GANYMEDE_ONCE void BeamSearch::pass(std::size_t first, std::size_t end) {
  const std::span<Search> searches = std::span(searches_).subspan(first, end - first);
  batch_.clear();
  for (Search& s : searches)
    for (std::size_t b = 0; b < s.running; ++b) batch_.add(*s.beams[b].sequence, unseen(s.beams[b]));
  if (batch_.segments().empty()) return;
  std::optional<ConstView<float>> logits;
  try {
    logits.emplace(model_->forward(batch_, workspace_));
  } catch (const std::exception&) {
    if (!keeps_errors_) throw;
    if (end - first == 1) return fail(searches.front(), std::current_exception());
  }
  if (!logits) {
    const std::size_t middle = first + (end - first) / 2;
    pass(first, middle);
    return pass(middle, end);
  }
  const auto end_all = [this] {
    for (Search& s : searches_) s.end();
  };
  std::size_t segment = 0;
  for (Search& s : searches) try {
      const std::size_t beams = s.running;
      if (beams > 0) advance(s, batch_.segments().subspan(std::exchange(segment, segment + beams), beams), *logits);
    } catch (const Error&) {
      if (!keeps_errors_) {
        end_all();
        throw;
      }
      fail(s, std::current_exception());
    } catch (...) {
      end_all();
      throw;
    }
}

GANYMEDE_ONCE void BeamSearch::cancel() {
  for (Search& s : searches_) {
    s.cancelled = s.cancelled || s.running > 0;
    for (std::size_t b = 0; b < s.running && s.length > 0; ++b) {
      const double score = s.finished.normalised(s.beams[b].score, s.length);
      if (s.finished.takes(score)) s.finished.add(std::move(s.beams[b].text), score, FinishReason::cancelled);
    }
    s.end();
  }
}

GANYMEDE_ONCE std::exception_ptr BeamSearch::error(Index request) const {
  return searches_[detail::checked_number(request, searches_.size(), "request")].error;
}

GANYMEDE_ONCE std::vector<Generated> BeamSearch::take() {
  cancel();
  std::vector<Generated> all;
  for (Search& s : searches_)
    for (std::size_t rank = 0; rank < s.answers; ++rank) all.push_back(answer(s, rank, static_cast<Index>(all.size())));
  searches_.clear();
  return all;
}

GANYMEDE_ONCE void BeamSearch::advance(Search& s, std::span<const Segment> segments, const ConstView<float>& logits) {
  const GenerationConfig& config = *s.config;
  const std::size_t vocab_size = static_cast<std::size_t>(logits.cols());
  const auto row = [&](std::size_t beam) {
    return std::span<const float>(logits.data() + segments[beam].first_logit * logits.outerStride(), vocab_size);
  };
  logprobs_.resize(vocab_size);
  log_sums_.clear();
  candidates_.begin(static_cast<std::size_t>(config.num_beams * config.candidates_per_beam()), config.samples());
  for (std::size_t b = 0; b < s.running; ++b) {
    log_sums_.push_back(log_softmax(row(b), logprobs_));
    if (hooks_.process_logits) hooks_.process_logits(&s - searches_.data(), s.beams[b].text.history, logprobs_);
    const ConstraintState* const constraint = s.beams[b].constraint.state();
    if (constraint != nullptr) {
      unprocessed_.resize(vocab_size);
      log_softmax(row(b), unprocessed_);
    }
    process(logprobs_, {s.beams[b].text.history, s.prompt_length, s.limit, constraint, unprocessed_}, config, scratch_);
    candidates_.add(static_cast<Index>(b), s.beams[b].score, logprobs_);
  }
  const std::span<const BeamCandidate> chosen = candidates_.choose(s.random);
  if (chosen.empty() && s.finished.best().empty()) throw Error{{.problem = "no token can be chosen: all are forbidden", .key = "logits"}};

  const auto logprob = [&](const BeamCandidate& c) {
    const std::size_t beam = static_cast<std::size_t>(c.beam);
    return static_cast<double>(row(beam)[static_cast<std::size_t>(c.id)]) - log_sums_[beam];
  };
  ++s.length;
  survivors_.clear();
  for (std::size_t rank = 0; rank < chosen.size(); ++rank) {
    const BeamCandidate& c = chosen[rank];
    const bool eos =
        !config.ignore_eos && std::find(config.eos_token_id.begin(), config.eos_token_id.end(), c.id) != config.eos_token_id.end();
    const bool over = !eos && ends_constraint(s, c);
    if (!eos && !over && s.length < s.limit) {
      survivors_.push_back(c);
    } else if (rank < static_cast<std::size_t>(config.num_beams)) {  // the others are there so that beams can go on
      const double score = s.finished.normalised(c.score, s.length);
      if (s.finished.takes(score))
        s.finished.add(s.beams[static_cast<std::size_t>(c.beam)].text, c.id, logprob(c), score,
                       eos    ? FinishReason::eos
                       : over ? FinishReason::stop
                              : FinishReason::length);
    }
  }
  std::sort(survivors_.begin(), survivors_.end());
  survivors_.resize(std::min(survivors_.size(), static_cast<std::size_t>(config.num_beams)));
  if (survivors_.empty() || s.finished.done(survivors_[0].score, s.length)) return s.end();
  reorder(s, logprob);
}

GANYMEDE_ONCE bool BeamSearch::ends_constraint(const Search& s, const BeamCandidate& c) {
  if (!s.config->constraint || (!s.config->ignore_eos && !s.config->eos_token_id.empty())) return false;
  ConstrainedAnswer answer = s.beams[static_cast<std::size_t>(c.beam)].constraint;
  answer.take(c.id);
  return answer.over();
}

GANYMEDE_ONCE void BeamSearch::reorder(Search& s, FunctionRef<double(const BeamCandidate&)> logprob) {
  successors_.assign(s.running, 0);
  for (const BeamCandidate& c : survivors_) ++successors_[static_cast<std::size_t>(c.beam)];
  for (std::size_t i = 0; i < survivors_.size(); ++i) {
    const BeamCandidate& c = survivors_[i];
    Beam &from = s.beams[static_cast<std::size_t>(c.beam)], &to = s.next[i];
    const double added = logprob(c);
    if (--successors_[static_cast<std::size_t>(c.beam)] == 0) {
      std::swap(to, from);
    } else {
      to.text.assign(from.text);
      to.sequence.emplace(from.sequence->fork());
      to.constraint = from.constraint;
    }
    to.constraint.take(c.id);
    to.text.history.push_back(c.id);
    to.text.logprobs.push_back(added);
    to.score = c.score;
  }
  for (Beam& beam : s.beams) beam.sequence.reset();  // those without successors give their pages back
  s.beams.swap(s.next);
  s.running = survivors_.size();
}

GANYMEDE_ONCE Generated BeamSearch::answer(const Search& s, std::size_t rank, Index number) {
  Generated g{.finish_reason = s.cancelled ? FinishReason::cancelled : FinishReason::length};
  if (rank >= s.finished.best().size()) {
    if (s.limit > 0) g.score = -std::numeric_limits<double>::infinity();
    return g;
  }
  const BeamHypothesis& h = s.finished.best()[rank];
  g.finish_reason = h.finish_reason;
  g.score = h.score;
  for (std::size_t i = 0; i < h.text.logprobs.size(); ++i)
    g.tokens.push_back({h.text.history[static_cast<std::size_t>(s.prompt_length) + i], h.text.logprobs[i]});
  const std::size_t shown = g.tokens.size() - (h.finish_reason == FinishReason::eos ? 1 : 0);
  if (hooks_.token_bytes)
    for (std::size_t i = 0; i < shown; ++i) hooks_.token_bytes.append_to(g.text, number, g.tokens[i].id);
  return g;
}

}  // namespace ganymede::inline v0
