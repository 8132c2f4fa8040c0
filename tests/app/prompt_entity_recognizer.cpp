#include <ganymede/app/prompt_entity_recognizer.hpp>
#include <ganymede/app/text_generator.hpp>

#include <support/error_of.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {
const TextGenerator<>& namer() {
  static const TextGenerator<> generator{std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf"};
  return generator;
}
/// A prompt that is short enough for a small model.
FewShotPrompt short_prompt() {
  FewShotPrompt prompt = PromptEntityRecognizer::people_and_places();
  prompt.examples = {{"person", "met Eva"}, {"place", "to Rome"}, {"other", "on Monday"}};
  return prompt;
}

}  // namespace

TEST_CASE("each candidate is judged with the word before it, in batches as alone") {
  const FewShotPrompt prompt = short_prompt();
  const PromptEntityRecognizer recognizer{namer(), prompt};
  const PromptClassifier judge(namer(), prompt, {.calibrate = true});
  const std::vector<std::string> texts{"Hansel lives in Kassel. Gretel came on Monday.", "nobody", "", "Rome"};
  const std::vector<std::vector<std::pair<std::string, std::string>>> expected{
      {{"Hansel", "Hansel"}, {"Kassel", "in Kassel"}, {"Gretel", "Gretel"}, {"Monday", "on Monday"}}, {}, {}, {{"Rome", "Rome"}}};
  const auto found = recognizer.recognize(texts);
  REQUIRE(found.size() == texts.size());
  for (std::size_t t = 0; t < texts.size(); ++t) {
    std::size_t n = 0;
    for (const auto& [name, shown] : expected[t]) {
      const LabelScore best = judge(shown).front();
      if (best.label == "other") continue;
      REQUIRE(n < found[t].get().size());
      const Entity& e = found[t].value[n++];
      CHECK(e.word == name);
      CHECK(e.label == best.label);
      CHECK(e.score == best.score);
      CHECK(texts[t].substr(e.begin, e.end - e.begin) == name);
    }
    CHECK(found[t].get().size() == n);
    CHECK(recognizer(texts[t]).size() == n);
  }
}

TEST_CASE("what goes wrong with one text is its own") {
  const PromptEntityRecognizer recognizer{namer(), short_prompt()};
  const auto results = recognizer.recognize({"Rome", "Rome X" + std::string(100000, 'x')});
  CHECK(results[0].ok());
  CHECK_THROWS_AS(results[1].get(), ContextError);
  PromptEntityRecognizer::people_and_places().check();
}
