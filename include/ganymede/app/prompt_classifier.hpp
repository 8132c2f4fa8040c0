#pragma once
// Labels by a language model that was trained for none of them: it is shown the task (FewShotPrompt), and how probable it finds each label
// as the next words decides. No prose is parsed.

#include <ganymede/app/label_score.hpp>
#include <ganymede/app/text_generator_base.hpp>
#include <ganymede/app/text_list.hpp>
#include <ganymede/app/text_result.hpp>
#include <ganymede/decode/continuation_scores.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/prompt.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// How the log-probabilities of a label's tokens become one number, so that labels of different length can be compared.
enum class LabelNormalization : std::uint8_t {
  tokens,  ///< their mean (Brown et al. 2020, section 2.4)
  bytes,   ///< their sum / bytes of the label: the same whatever the tokenizer
  none     ///< their sum: the probability of the label itself, which is smaller the longer it is
};

struct PromptClassifierOptions {
  LabelNormalization normalization = LabelNormalization::tokens;
  /// Contextual calibration (Zhao et al. 2021, "Calibrate Before Use"): scores are divided by what inputs without content ("N/A", "[MASK]"
  /// and none at all) get on the average, so that no label wins for being common, last or most frequent among the examples.
  bool calibrate = false;
  bool add_special_tokens = true;  ///< what the tokenizer puts before a text
  SequenceOptions sequence{};      ///< cache type, page pool, a context shorter than the model's
};

/// A text generator, a prompt, and the state of what all inputs have in common of it, which is computed once. Immutable: any number of
/// threads may call one classifier. Shares the model.
///   const PromptClassifier sentiment{generator, {.labels = {"positive", "negative"}, .examples = {{"positive", "I loved this movie!"}}}};
///   std::cout << sentiment("What a waste of time.").front().label;
class PromptClassifier {
 public:
  /// Throws as FewShotPrompt::check() does, TokenizerError, ContextError where the prompt alone leaves no room.
  PromptClassifier(const TextGeneratorBase& generator, FewShotPrompt prompt, const PromptClassifierOptions& options = {});

  const FewShotPrompt& prompt() const& noexcept { return prompt_; }

  /// The labels of a text, the best first; scores are shares of 1. Spellings of special tokens in it are plain text. Throws ContextError
  /// where it does not fit behind the prompt.
  std::vector<LabelScore> operator()(std::string_view text) const;

  /// Of each text: bit for bit what it alone gives. What goes wrong with one is in its result.
  std::vector<TextResult<std::vector<LabelScore>>> classify(const TextList& texts) const;

 private:
  /// Of each text the share of each label, before calibration.
  std::vector<TextResult<std::vector<double>>> shares(const TextList& texts) const;
  std::vector<TokenId> encode(const std::string& text) const;

  TextGeneratorBase generator_;
  FewShotPrompt prompt_;
  PromptClassifierOptions options_;
  ContinuationScorer scorer_;
  std::vector<double> without_content_;  // the shares of the labels; empty: not calibrated
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/prompt_classifier.ipp>
#endif
