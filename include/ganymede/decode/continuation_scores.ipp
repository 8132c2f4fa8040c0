#pragma once
// The bodies of continuation_scores.hpp.

#include <ganymede/decode/continuation_scores.hpp>

#include <ganymede/decode/log_probability.hpp>
#include <ganymede/decode/prefill.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// A request on its way: how much of each text is the prompt's, and the state of the prompt without its last token.
struct ScoringWork {
  const ScoringRequest* request;
  std::vector<ContinuationScore>* scores;
  std::vector<std::size_t> shared{};  // tokens that a text has in common with the prompt; at least one: the first has no before
  std::vector<Sequence> prompt{};     // one, once it is computed

  /// Throws InputError and ContextError for what cannot be scored.
  void check(Index longest) {
    const std::vector<TokenId>& prompt_ids = request->prompt;
    if (prompt_ids.empty()) throw InputError{{.problem = "an empty prompt", .key = "score"}};
    for (std::size_t i = 0; i < request->texts.size(); ++i) {
      const std::vector<TokenId>& text = request->texts[i];
      const auto same = std::mismatch(prompt_ids.begin(), prompt_ids.end(), text.begin(), text.end()).first - prompt_ids.begin();
      shared.push_back(std::max<std::size_t>(static_cast<std::size_t>(same), 1));
      if (text.size() <= shared[i])
        throw InputError{{.problem = "a continuation without tokens", .key = "score", .found = "continuation " + std::to_string(i)}};
      if (static_cast<Index>(std::max(text.size(), prompt_ids.size())) > longest)
        throw ContextError{{.problem = "prompt and continuation do not fit in the context",
                            .key = "score",
                            .expected = "at most " + std::to_string(longest) + " tokens",
                            .found = std::to_string(std::max(text.size(), prompt_ids.size()))}};
    }
    for (std::size_t i = 0; i < request->texts.size(); ++i) {
      const std::vector<TokenId>& text = request->texts[i];
      scores->push_back({.ids{text.begin() + static_cast<std::ptrdiff_t>(shared[i]), text.end()}});
    }
  }
};

/// A sequence that holds what `tokens`, without their last, have in common with `known`, whose state is `state`.
inline Sequence begin_at(const LanguageModel& model, const SequenceOptions& options, const Sequence& state, std::size_t common) {
  const auto length = static_cast<Index>(common);
  if (length >= state.length()) return state.fork();
  if (!state.shape().recurrent.empty()) return model.new_sequence(options);  // its state has no middle to go back to
  Sequence sequence = state.fork();
  sequence.truncate(length);
  return sequence;
}

inline std::size_t common_tokens(std::span<const TokenId> a, std::span<const TokenId> b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

/// The states of the prompts, each but for its last token, in one pass where they are short.
inline void compute_prompts(const LanguageModel& model, const SequenceOptions& options, const Sequence& beginning,
                            std::span<const TokenId> beginning_ids, std::span<ScoringWork> works, Workspace& workspace) {
  Batch batch, alone;
  for (ScoringWork& work : works) {
    const std::span<const TokenId> wanted = std::span(work.request->prompt).first(work.request->prompt.size() - 1);
    Sequence& sequence = work.prompt.emplace_back(begin_at(model, options, beginning, common_tokens(wanted, beginning_ids)));
    const std::span<const TokenId> rest =
        prefill(model, sequence, wanted.subspan(static_cast<std::size_t>(sequence.length())), alone, workspace);
    if (!rest.empty()) batch.add(sequence, rest, LogitRows::none);
  }
  if (batch.rows() > 0) model.forward(batch, workspace);
}

/// The texts of all works, some hundred rows a pass.
inline void compute_texts(const LanguageModel& model, const SequenceOptions& options, std::span<ScoringWork> works, Workspace& workspace) {
  std::vector<std::pair<const ScoringWork*, std::size_t>> all;
  for (const ScoringWork& work : works)
    for (std::size_t i = 0; i < work.request->texts.size(); ++i) all.emplace_back(&work, i);
  Batch batch;
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    std::vector<Sequence> sequences;
    sequences.reserve(all.size() - begin);  // the batch refers to them
    batch.clear();
    for (; end < all.size(); ++end) {
      const auto& [work, i] = all[end];
      if (end > begin && batch.rows() + static_cast<Index>((*work->scores)[i].ids.size()) >= Index{prefill_rows}) break;
      const std::vector<TokenId>& text = work->request->texts[i];
      const std::size_t seen = std::min(work->shared[i], work->request->prompt.size()) - 1;
      Sequence& sequence = sequences.emplace_back(begin_at(model, options, work->prompt.front(), seen));
      const auto known = static_cast<std::size_t>(sequence.length());
      batch.add(sequence, std::span(text).subspan(known, text.size() - 1 - known), LogitRows::all);
    }
    const ConstView<float> logits = model.forward(batch, workspace);
    for (std::size_t n = begin; n < end; ++n) {
      ContinuationScore& score = (*all[n].first->scores)[all[n].second];
      const Segment& s = batch.segments()[n - begin];
      const Index first = s.first_logit + s.logit_rows - static_cast<Index>(score.ids.size());
      for (std::size_t t = 0; t < score.ids.size(); ++t) {
        const std::span<const float> row(logits.data() + (first + static_cast<Index>(t)) * logits.outerStride(),
                                         static_cast<std::size_t>(logits.cols()));
        score.logprobs.push_back(log_probability(row, score.ids[t]));
        score.logprob += score.logprobs.back();
      }
    }
  }
}

}  // namespace detail

GANYMEDE_ONCE std::vector<ContinuationScore> score_continuations(const LanguageModel& model, std::span<const TokenId> prompt,
                                                                 std::span<const std::vector<TokenId>> texts,
                                                                 const SequenceOptions& options) {
  const ScoringRequest request{{prompt.begin(), prompt.end()}, {texts.begin(), texts.end()}};
  std::vector<ContinuationScore> scores;
  detail::ScoringWork work{&request, &scores};
  SequenceOptions declared = options;
  if (declared.max_length == 0) {
    std::size_t longest = prompt.size();
    for (const std::vector<TokenId>& text : texts) longest = std::max(longest, text.size());
    declared.max_length = static_cast<Index>(longest);
  }
  work.check(std::max(declared.max_length, Index{1}));
  Workspace workspace;
  detail::compute_prompts(model, declared, model.new_sequence(declared), {}, {&work, 1}, workspace);
  detail::compute_texts(model, declared, {&work, 1}, workspace);
  return scores;
}

GANYMEDE_ONCE ContinuationScorer::ContinuationScorer(std::shared_ptr<const LanguageModel> model, std::vector<TokenId> beginning,
                                                     const SequenceOptions& options)
    : model_(std::move(model)), ids_(std::move(beginning)), options_(options), beginning_(model_->new_sequence(options)) {
  Batch batch;
  Workspace workspace;
  const std::span<const TokenId> rest = prefill(*model_, beginning_, ids_, batch, workspace);
  if (!rest.empty()) model_->forward(batch.add(beginning_, rest, LogitRows::none), workspace);
}

GANYMEDE_ONCE std::vector<RequestResult<ContinuationScore>> ContinuationScorer::score(std::span<const ScoringRequest> requests) const {
  std::vector<RequestResult<ContinuationScore>> results(requests.size());
  Workspace workspace;
  for (std::size_t begin = 0, end = 0; begin < requests.size(); begin = end) {
    std::vector<detail::ScoringWork> works;
    std::size_t rows = 0;
    for (; end < requests.size() && rows < prefill_rows; ++end) try {
        detail::ScoringWork work{&requests[end], &results[end].answers};
        work.check(beginning_.max_length());
        rows += requests[end].prompt.size() - std::min(requests[end].prompt.size(), detail::common_tokens(requests[end].prompt, ids_)) + 1;
        works.push_back(std::move(work));
      } catch (const Error&) {
        results[end].error = detail::name_request(std::current_exception(), end);
      }
    detail::compute_prompts(*model_, options_, beginning_, ids_, works, workspace);
    detail::compute_texts(*model_, options_, works, workspace);
  }
  return results;
}

}  // namespace ganymede::inline v0
