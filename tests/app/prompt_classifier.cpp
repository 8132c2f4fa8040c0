#include <ganymede/app/prompt_classifier.hpp>
#include <ganymede/app/text_generator.hpp>

#include <support/error_of.hpp>

#include <array>
#include <cmath>
#include <thread>

#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {

const TextGenerator<>& tale_teller() {
  static const TextGenerator<> generator{std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf"};
  return generator;
}

const FewShotPrompt moods{.instruction = "Is it a happy or a sad story?",
                          .labels = {"happy", "very very sad", "sad"},
                          .examples = {{"sad", "The king was dead."}, {"happy", "They danced."}}};

bool same(const std::vector<LabelScore>& a, const std::vector<LabelScore>& b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) { return x.label == y.label && x.score == y.score; });
}

}  // namespace

TEST_CASE("a label's share is what its tokens' probabilities behind the prompt say") {
  const std::string text = "The girl wept, and the boy wept.";
  const std::string prompt = moods.with_input(text);
  for (const LabelNormalization way : {LabelNormalization::tokens, LabelNormalization::bytes, LabelNormalization::none}) {
    const PromptClassifier classifier(tale_teller(), moods, {.normalization = way});
    const std::vector<LabelScore> found = classifier(text);
    REQUIRE(found.size() == 3);
    CHECK(found[0].score >= found[1].score);
    CHECK(found[1].score >= found[2].score);
    CHECK(std::abs(found[0].score + found[1].score + found[2].score - 1) < 1e-12);
    std::vector<double> powers;
    double sum = 0;
    for (const std::string& label : moods.labels) {
      const SequenceOptions declared{.max_length = tale_teller().language_model().max_position_embeddings()};
      const ContinuationScore score = tale_teller().score(prompt, {" " + label}, {.sequence = declared}).front();
      const double length = way == LabelNormalization::none    ? 1
                            : way == LabelNormalization::bytes ? static_cast<double>(label.size())
                                                               : static_cast<double>(score.ids.size());
      sum += powers.emplace_back(std::exp(score.logprob / length));
    }
    for (const LabelScore& label : found) {
      const auto at = std::find(moods.labels.begin(), moods.labels.end(), label.label) - moods.labels.begin();
      CHECK(label.score == doctest::Approx(powers[static_cast<std::size_t>(at)] / sum).epsilon(1e-9));
    }
  }
}

TEST_CASE("calibration divides by what inputs without content get") {
  const PromptClassifier plain(tale_teller(), moods), calibrated(tale_teller(), moods, {.calibrate = true});
  const auto share = [](const std::vector<LabelScore>& labels, const std::string& label) {
    return std::find_if(labels.begin(), labels.end(), [&](const LabelScore& l) { return l.label == label; })->score;
  };
  std::vector<double> expected;
  double sum = 0;
  for (const std::string& label : moods.labels) {
    double without_content = 0;
    for (const char* const input : {"N/A", "[MASK]", ""}) without_content += share(plain(input), label) / 3;
    sum += expected.emplace_back(share(plain("They sang."), label) / without_content);
  }
  const auto found = calibrated("They sang.");
  for (std::size_t l = 0; l < expected.size(); ++l)
    CHECK(share(found, moods.labels[l]) == doctest::Approx(expected[l] / sum).epsilon(1e-9));
  CHECK_FALSE(same(found, plain("They sang.")));
}

TEST_CASE("a text's labels are the same bits, alone, in a batch and from several threads") {
  const PromptClassifier classifier(tale_teller(), moods, {.calibrate = true});
  std::string long_text;
  while (long_text.size() < 700) long_text += "Once upon a time there was a king. ";  // more than a pass of the prompt
  const std::vector<std::string> texts{"They sang.",    long_text,  "",     "The wolf ate the goat.",
                                       "<|endoftext|>", "\xFF\xFE", "a\nb", "They sang."};
  const auto all = classifier.classify(texts);
  REQUIRE(all.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(i);
    CHECK(same(all[i].get(), classifier(texts[i])));
    CHECK(same(all[i].get(), PromptClassifier(tale_teller(), moods, {.calibrate = true})(texts[i])));
  }
  CHECK(same(all.front().value, all.back().value));
  std::array<std::vector<LabelScore>, 3> found;
  std::vector<std::thread> threads;
  for (std::size_t n = 0; n < found.size(); ++n) threads.emplace_back([&, n] { found[n] = classifier(texts[n]); });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t n = 0; n < found.size(); ++n) CHECK(same(found[n], all[n].value));
  CHECK(classifier.classify({}).empty());
}

TEST_CASE("special tokens spelled in a text are plain text") {
  const PromptClassifier classifier(tale_teller(), moods);
  CHECK_FALSE(same(classifier("a <|endoftext|> b"), classifier("a  b")));
}

TEST_CASE("a text that does not fit is its own error") {
  const PromptClassifier classifier(tale_teller(), moods);
  const std::string endless(100000, 'x');
  const auto results = classifier.classify({"They sang.", endless, "They wept."});
  CHECK(same(results[0].get(), classifier("They sang.")));
  CHECK(same(results[2].get(), classifier("They wept.")));
  CHECK(error_of<ContextError>([&] { results[1].get(); }).key == "requests[1].score");
  FewShotPrompt long_prompt = moods;
  long_prompt.instruction = endless;
  CHECK_THROWS_AS(PromptClassifier(tale_teller(), long_prompt), ContextError);
  CHECK_THROWS_AS(PromptClassifier(tale_teller(), {.labels = {"one"}}), InputError);
}
