#pragma once
// People and places in a text by a language model that was trained for no such thing: each candidate (name_candidates) is judged by a
// prompt.

#include <ganymede/app/entity_recognizer_base.hpp>
#include <ganymede/app/prompt_classifier.hpp>
#include <ganymede/split.hpp>

#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Immutable: any number of threads may call one. Shares the model.
///   const PromptEntityRecognizer names{generator};
///   for (const Entity& e : names("Maria Lopez flew to Lisbon on Tuesday.")) std::cout << e.word << ": " << e.label << '\n';
class PromptEntityRecognizer {
 public:
  /// The kinds person and place, and "other", shown by a few examples.
  static FewShotPrompt people_and_places();

  /// `prompt`: kinds of one's own, the last of which is that of what is no entity. Its inputs are a name with the word before it, which
  /// often tells most: "in Paris", "said Anna Schmidt". Throws as PromptClassifier's constructor.
  explicit PromptEntityRecognizer(const TextGeneratorBase& generator, FewShotPrompt prompt = people_and_places(),
                                  const PromptClassifierOptions& options = {.calibrate = true});

  /// The entities of a text, in its order. Throws the error of the text.
  std::vector<Entity> operator()(std::string_view text) const;
  /// Of each text: bit for bit what it alone gives. What goes wrong with one is in its result.
  std::vector<TextResult<std::vector<Entity>>> recognize(const TextList& texts) const;

 private:
  PromptClassifier classifier_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/prompt_entity_recognizer.ipp>
#endif
