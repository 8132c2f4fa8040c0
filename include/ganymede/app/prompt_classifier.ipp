#pragma once
// The bodies of prompt_classifier.hpp.

#include <ganymede/app/prompt_classifier.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// Shares of 1, in proportion to exp(logarithms).
inline std::vector<double> shares_of(std::vector<double> logarithms) {
  const double greatest = *std::max_element(logarithms.begin(), logarithms.end());
  for (double& x : logarithms) x = std::exp(x - greatest);
  const double sum = std::accumulate(logarithms.begin(), logarithms.end(), 0.0);
  for (double& x : logarithms) x /= sum;
  return logarithms;
}

}  // namespace detail

GANYMEDE_ONCE PromptClassifier::PromptClassifier(const TextGeneratorBase& generator, FewShotPrompt prompt,
                                                 const PromptClassifierOptions& options)
    : generator_(generator),
      prompt_((prompt.check(), std::move(prompt))),
      options_(options),
      scorer_(generator_.shared_language_model(), encode(prompt_.beginning()), options.sequence) {
  if (!options.calibrate) return;
  std::vector<double> mean(prompt_.labels.size());
  for (const auto& result : shares({"N/A", "[MASK]", ""}))
    for (std::size_t l = 0; l < mean.size(); ++l) mean[l] += result.get()[l] / 3;
  without_content_ = std::move(mean);
}

GANYMEDE_ONCE std::vector<TokenId> PromptClassifier::encode(const std::string& text) const {
  return generator_.tokenizer().encode(text, {.add_special_tokens = options_.add_special_tokens});
}

GANYMEDE_ONCE std::vector<TextResult<std::vector<double>>> PromptClassifier::shares(const TextList& texts) const {
  std::vector<ScoringRequest> requests;
  for (const std::string_view text : texts.texts()) {
    const std::string prompt = prompt_.with_input(text);
    ScoringRequest& request = requests.emplace_back(ScoringRequest{encode(prompt)});
    for (const std::string& label : prompt_.labels) request.texts.push_back(encode(prompt + FewShotPrompt::continuation(label)));
  }
  std::vector<TextResult<std::vector<double>>> results;
  for (RequestResult<ContinuationScore>& scored : scorer_.score(requests)) {
    TextResult<std::vector<double>>& result = results.emplace_back();
    result.error = scored.error;
    if (!scored.ok()) continue;
    std::vector<double> logarithms;
    for (std::size_t l = 0; l < scored.answers.size(); ++l) {
      const ContinuationScore& score = scored.answers[l];
      const std::size_t length = options_.normalization == LabelNormalization::none    ? 1
                                 : options_.normalization == LabelNormalization::bytes ? prompt_.labels[l].size()
                                                                                       : score.ids.size();
      logarithms.push_back(score.logprob / static_cast<double>(length));
    }
    result.value = detail::shares_of(std::move(logarithms));
  }
  return results;
}

GANYMEDE_ONCE std::vector<LabelScore> PromptClassifier::operator()(std::string_view text) const {
  return std::move(classify({text}).front()).get();
}

GANYMEDE_ONCE std::vector<TextResult<std::vector<LabelScore>>> PromptClassifier::classify(const TextList& texts) const {
  std::vector<TextResult<std::vector<LabelScore>>> results;
  for (TextResult<std::vector<double>>& share : shares(texts)) {
    TextResult<std::vector<LabelScore>>& result = results.emplace_back();
    result.error = share.error;
    if (!share.ok()) continue;
    std::vector<double>& q = share.value;
    if (!without_content_.empty()) {
      for (std::size_t l = 0; l < q.size(); ++l) q[l] /= std::max(without_content_[l], 1e-300);
      const double sum = std::accumulate(q.begin(), q.end(), 0.0);
      for (double& x : q) x /= sum;
    }
    for (std::size_t l = 0; l < q.size(); ++l) result.value.push_back({prompt_.labels[l], q[l]});
    std::stable_sort(result.value.begin(), result.value.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  }
  return results;
}

}  // namespace ganymede::inline v0
