// Sentiment by prompt: how many reviews are labelled right with none, one and five examples, plain and calibrated.
//
//   bench_prompting REVIEWS EXAMPLES MODEL...      both files: a line each: a label, a tab, a text
#include <ganymede/app/prompt_classifier.hpp>
#include <ganymede/app/text_generator.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>

namespace {
using namespace ganymede;

std::vector<PromptExample> read_examples(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return read_prompt_examples(std::string{std::istreambuf_iterator<char>(file), {}}, path);
}

void run(int count, char** arguments) {
  const std::vector<PromptExample> reviews = read_examples(arguments[1]), examples = read_examples(arguments[2]);
  std::vector<std::string> texts;
  for (const PromptExample& review : reviews) texts.push_back(review.input);
  std::printf("right of %zu                                          0 examples   1 example    5 examples\n", texts.size());
  for (int m = 3; m < count; ++m) {
    const TextGenerator<> generator{std::filesystem::path(arguments[m])};
    for (const char* const instruction : {"", "Decide whether each movie review is positive or negative."})
      for (const bool calibrate : {false, true}) {
        std::printf("%-22.22s %-16s %-10s", std::filesystem::path(arguments[m]).filename().c_str(), *instruction != 0 ? "instruction" : "",
                    calibrate ? "calibrated" : "plain");
        for (const std::size_t shots : {0, 1, 5}) {
          const FewShotPrompt prompt{.instruction = instruction,
                                     .labels = {"positive", "negative"},
                                     .examples{examples.begin(), examples.begin() + static_cast<std::ptrdiff_t>(shots)},
                                     .input_name = "Review",
                                     .label_name = "Sentiment"};
          int right = 0, positive = 0;
          const auto labels = PromptClassifier(generator, prompt, {.calibrate = calibrate}).classify(texts);
          for (std::size_t i = 0; i < labels.size(); ++i) {
            const std::string& label = labels[i].get().front().label;
            right += label == reviews[i].label;
            positive += label == "positive";
          }
          std::printf("  %3d (%2d +)", right, positive);
          std::fflush(stdout);
        }
        std::puts("");
      }
  }
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count < 4) return std::puts("bench_prompting REVIEWS EXAMPLES MODEL..."), 2;
    return run(count, arguments), 0;
  } catch (const std::exception& error) {
    return std::printf("error: %s\n", error.what()), 1;
  }
}
