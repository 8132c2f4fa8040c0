#pragma once
// All that a classifier does, whatever the type of its model: what transformers' TextClassificationPipeline does.

#include <ganymede/app/label_score.hpp>
#include <ganymede/app/texts_or_pairs.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// What makes scores of logits.
enum class ClassificationFunction : std::uint8_t {
  automatic,  ///< by the model's problem_type; without one sigmoid for one label, softmax for several. A regression's are left as they are
  sigmoid,    ///< each label by itself
  softmax,    ///< shares of 1
  none
};

struct ClassifyOptions {
  Index top_k = 0;  ///< labels of a text, the best ones; 0: all
  ClassificationFunction function = ClassificationFunction::automatic;
  EncoderOptions encoder{};
};

class ClassifierBase {
 public:
  /// The labels, in the order of the model's logits.
  const std::vector<std::string>& labels() const& { return encoder_.model().facts().labels; }
  const Tokenizer& tokenizer() const& noexcept { return encoder_.tokenizer(); }

  /// The labels of one text or pair, the best first. Throws what classify() throws, and the error of the text.
  std::vector<LabelScore> operator()(const TextOrPair& text, const ClassifyOptions& options = {}) const;

  /// Of each text or pair: bit for bit what it alone gives. What goes wrong with one is in its result. InputError for options out of range.
  std::vector<TextResult<std::vector<LabelScore>>> classify(const TextsOrPairs& texts, const ClassifyOptions& options = {}) const;

 protected:
  ClassifierBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model);

 private:
  ClassificationFunction function(ClassificationFunction asked) const;

  TextEncoder encoder_;
};

namespace detail {

/// Scores of a row of logits. Not `automatic`.
GANYMEDE_ONCE std::vector<double> scores_of(const ConstView<float>& logits, Index row, ClassificationFunction function);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/classifier_base.ipp>
#endif
