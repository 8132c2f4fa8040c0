#pragma once
// The bodies of classifier_base.hpp.

#include <ganymede/app/classifier_base.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <cmath>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::vector<double> detail::scores_of(const ConstView<float>& logits, Index row, ClassificationFunction function) {
  std::vector<double> scores;
  for (Index i = 0; i < logits.cols(); ++i) scores.push_back(static_cast<double>(logits(row, i)));
  if (function == ClassificationFunction::sigmoid)
    for (double& s : scores) s = 1 / (1 + std::exp(-s));
  if (function != ClassificationFunction::softmax) return scores;
  const double greatest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (double& s : scores) sum += s = std::exp(s - greatest);
  for (double& s : scores) s /= sum;
  return scores;
}

GANYMEDE_ONCE ClassifierBase::ClassifierBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model)
    : encoder_(checkpoint, std::move(model), HeadKind::sequence) {}

GANYMEDE_ONCE std::vector<LabelScore> ClassifierBase::operator()(const TextOrPair& text, const ClassifyOptions& options) const {
  return std::move(classify({text}, options).front()).get();
}

GANYMEDE_ONCE std::vector<TextResult<std::vector<LabelScore>>> ClassifierBase::classify(const TextsOrPairs& texts,
                                                                                        const ClassifyOptions& options) const {
  if (options.top_k < 0)
    throw InputError{{.problem = "out of range", .key = "top_k", .expected = "0 or more", .found = std::to_string(options.top_k)}};
  std::vector<TextResult<std::vector<LabelScore>>> results(texts.items().size());
  const auto fail = [&](std::size_t n, std::exception_ptr error) { results[n].error = std::move(error); };
  const auto use = [&](std::size_t n, const ConstView<float>& logits) {
    const std::vector<double> scores = detail::scores_of(logits, 0, function(options.function));
    auto& found = results[n].value;
    for (std::size_t i = 0; i < scores.size(); ++i) found.push_back({labels()[i], scores[i]});
    std::stable_sort(found.begin(), found.end(), [](const LabelScore& a, const LabelScore& b) { return a.score > b.score; });
    if (options.top_k > 0 && found.size() > static_cast<std::size_t>(options.top_k)) found.resize(static_cast<std::size_t>(options.top_k));
  };
  encoder_.logits(encoder_.encode_each(texts.items(), options.encoder, false, fail), options.encoder, use, fail);
  return results;
}

GANYMEDE_ONCE ClassificationFunction ClassifierBase::function(ClassificationFunction asked) const {
  if (asked != ClassificationFunction::automatic) return asked;
  const auto& problem = encoder_.model().facts().problem_type;
  if (problem == ProblemType::regression) return ClassificationFunction::none;
  if (problem == ProblemType::multi_label_classification || labels().size() == 1) return ClassificationFunction::sigmoid;
  return ClassificationFunction::softmax;
}

}  // namespace ganymede::inline v0
