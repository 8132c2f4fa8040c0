#pragma once
// The body of continuation_scores.hpp.

#include <ganymede/decode/continuation_scores.hpp>

#include <ganymede/decode/log_probability.hpp>
#include <ganymede/decode/prefill.hpp>

#include <algorithm>
#include <string>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::vector<ContinuationScore> score_continuations(const LanguageModel& model, std::span<const TokenId> prompt,
                                                                 std::span<const std::vector<TokenId>> texts,
                                                                 const SequenceOptions& options) {
  if (prompt.empty()) throw InputError{{.problem = "an empty prompt", .key = "score"}};
  std::vector<ContinuationScore> scores(texts.size());
  std::vector<std::size_t> shared(texts.size());  // tokens that a text has in common with the prompt; at least one: the first has no before
  std::size_t longest = prompt.size();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    shared[i] =
        static_cast<std::size_t>(std::mismatch(prompt.begin(), prompt.end(), texts[i].begin(), texts[i].end()).first - prompt.begin());
    shared[i] = std::max<std::size_t>(shared[i], 1);
    if (texts[i].size() <= shared[i])
      throw InputError{{.problem = "a continuation without tokens", .key = "score", .found = "continuation " + std::to_string(i)}};
    scores[i].ids.assign(texts[i].begin() + static_cast<std::ptrdiff_t>(shared[i]), texts[i].end());
    longest = std::max(longest, texts[i].size());
  }
  SequenceOptions declared = options;
  if (declared.max_length == 0) declared.max_length = static_cast<Index>(longest);
  Batch batch;
  Workspace workspace;
  Sequence beginning = model.new_sequence(declared);
  const std::span<const TokenId> rest = prefill(model, beginning, prompt.first(prompt.size() - 1), batch, workspace);
  if (!rest.empty()) model.forward(batch.add(beginning, rest, LogitRows::none), workspace);

  for (std::size_t begin = 0, end = 0; begin < texts.size(); begin = end) {
    std::vector<Sequence> sequences;
    sequences.reserve(texts.size() - begin);  // the batch refers to them
    batch.clear();
    for (; end < texts.size() && (end == begin || batch.rows() + static_cast<Index>(scores[end].ids.size()) < Index{prefill_rows}); ++end) {
      const bool recurrent = !beginning.shape().recurrent.empty();  // its state has no middle to go back to
      const std::size_t seen = std::min(shared[end], prompt.size()) - 1;
      sequences.push_back(recurrent && seen + 1 < prompt.size() ? model.new_sequence(declared) : beginning.fork());
      if (sequences.back().length() > static_cast<Index>(seen)) sequences.back().truncate(static_cast<Index>(seen));
      const std::size_t known = static_cast<std::size_t>(sequences.back().length());
      batch.add(sequences.back(), std::span(texts[end]).subspan(known, texts[end].size() - 1 - known), LogitRows::all);
    }
    const ConstView<float> logits = model.forward(batch, workspace);
    for (std::size_t i = begin; i < end; ++i) {
      const Segment& s = batch.segments()[i - begin];
      const Index first = s.first_logit + s.logit_rows - static_cast<Index>(scores[i].ids.size());
      for (std::size_t t = 0; t < scores[i].ids.size(); ++t) {
        const std::span<const float> row(logits.data() + (first + static_cast<Index>(t)) * logits.outerStride(),
                                         static_cast<std::size_t>(logits.cols()));
        scores[i].logprobs.push_back(log_probability(row, scores[i].ids[t]));
        scores[i].logprob += scores[i].logprobs.back();
      }
    }
  }
  return scores;
}

}  // namespace ganymede::inline v0
