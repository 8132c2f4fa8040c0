#include <ganymede/app/classifier.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>

#include "support/app_fixture.hpp"

using namespace ganymede;

namespace {

void check_labels(const std::vector<LabelScore>& found, const Json& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].label == expected[i]["label"].get<std::string>());
    check_close(found[i].score, expected[i]["score"].get<double>());
  }
}

}  // namespace

TEST_CASE("labels and scores are those of transformers' pipeline, of texts and of pairs") {
  for (const char* const name : {"classify_single", "classify_multi", "classify_one", "classify_regression"}) {
    CAPTURE(name);
    const Classifier classifier{app_folder(name)};
    const Json expected = app_expected(name);
    const auto texts = expected["texts"].get<std::vector<std::string>>();
    const auto together = classifier.classify(texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      check_labels(together[i].get(), expected["labels"][i]);
      const std::vector<LabelScore> alone = classifier(texts[i]);
      for (std::size_t k = 0; k < alone.size(); ++k) CHECK(alone[k].score == together[i].value[k].score);
    }
    for (std::size_t i = 0; i < expected["pairs"].size(); ++i) {
      const auto pair = expected["pairs"][i].get<std::vector<std::string>>();
      check_labels(classifier({pair[0], pair[1]}), expected["pair_labels"][i]);
    }
  }
}

TEST_CASE("the best labels, another function, texts too long, and other heads") {
  const Classifier<> classifier{app_folder("classify_single")};
  CHECK(classifier.labels() == std::vector<std::string>{"bad", "so so", "good"});
  CHECK(classifier("the king", {.top_k = 1}).size() == 1);
  CHECK(classifier("the king", {.top_k = 9}).size() == 3);
  const auto logits = classifier("the king", {.function = ClassificationFunction::none});
  const auto each = classifier("the king", {.function = ClassificationFunction::sigmoid});
  CHECK(each[0].score == doctest::Approx(1 / (1 + std::exp(-logits[0].score))));
  const std::string long_text(400, 'a');
  std::string words;
  for (int i = 0; i < 200; ++i) words += "the ";
  const auto results = classifier.classify({"the king", words}, {.encoder = {.truncate = false}});
  CHECK(results[0].ok());
  CHECK_THROWS_AS(results[1].get(), ContextError);
  CHECK(classifier.classify({words}).front().ok());
  CHECK_THROWS_AS(classifier("a", {.top_k = -1}), InputError);
  CHECK_THROWS_AS(classifier("a", {.encoder = {.max_length = -1}}), InputError);
  CHECK_THROWS_AS(classifier("a", {.encoder = {.batch_tokens = 0}}), InputError);
  CHECK(classifier.classify(std::vector<std::string>{}).empty());
  CHECK_THROWS_AS(Classifier{app_folder("masked_bert")}, InputError);
}
