#include <ganymede/app/sentence_vectors.hpp>
#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/translator.hpp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/lstm.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/t5.hpp>

#include <support/error_of.hpp>

#include "../support/model_fixture.hpp"

#include <algorithm>

using namespace fixture;

namespace {

using Texts = std::vector<std::vector<TokenId>>;

const TextGenerator<>& pooled_stories() {
  static const TextGenerator<> generator{std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf"};
  return generator;
}

template <class Model>
void check_pooled(const std::string& name, double tolerance) {
  CAPTURE(name);
  const Json facts = read_json(folder("") / "sentence_vectors.json").at(name);
  const Texts texts = facts.at("texts").get<Texts>();
  const Model model{checkpoint(name)};
  const std::pair<const char*, SentenceVectorOptions> cases[] = {{"mean", {}},
                                                                 {"last", {.pooling = Pooling::last}},
                                                                 {"cls", {.pooling = Pooling::cls}},
                                                                 {"max", {.pooling = Pooling::max}},
                                                                 {"mean_normalized", {.normalize = true}},
                                                                 {"first_block", {.layer = 1}}};
  for (const std::pair<const char*, SentenceVectorOptions>& c : cases) {
    const std::string key = c.first;
    CAPTURE(key);
    const Tensor<float> found = sentence_vectors(model, texts, c.second);
    const auto expected = facts.at(key).get<std::vector<std::vector<double>>>();
    REQUIRE(found.rows() == static_cast<Index>(expected.size()));
    REQUIRE(found.cols() == static_cast<Index>(expected[0].size()));
    double worst = 0;
    for (Index t = 0; t < found.rows(); ++t)
      for (Index d = 0; d < found.cols(); ++d)
        worst = std::max(worst, std::abs(double(found.view()(t, d)) - expected[static_cast<std::size_t>(t)][static_cast<std::size_t>(d)]));
    CHECK(worst < tolerance);
  }
}

}  // namespace

TEST_CASE("vectors are transformers' hidden states, pooled: decoders, and the encoder of a translation model") {
  check_pooled<Gpt2<>>("gpt2", 1e-5);
  check_pooled<Llama<>>("llama_gqa", 1e-5);
  check_pooled<AnyOf<Gpt2<>, Llama<>>>("llama_gqa", 1e-5);
  check_pooled<T5<>>("t5", 1e-5);
}

TEST_CASE("a text's vector does not depend, in any bit, on what is pooled beside it or on the pieces it is computed in") {
  const TokenId size = static_cast<TokenId>(pooled_stories().language_model().vocab_size());
  Texts texts;
  TokenId id = 1;
  for (const std::size_t length : {3U, 250U, 1U, 90U, 256U, 200U, 2U, 255U, 5U}) {  // some go on in the next pass
    texts.emplace_back();
    while (texts.back().size() < length) texts.back().push_back(id = (id * 7 + 3) % size);
  }
  for (const Pooling pooling : {Pooling::mean, Pooling::last, Pooling::cls, Pooling::max}) {
    const SentenceVectorOptions options{.pooling = pooling, .normalize = pooling == Pooling::mean};
    const Tensor<float> together = sentence_vectors(pooled_stories().language_model(), texts, options);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CAPTURE(i);
      const Tensor<float> alone = sentence_vectors(pooled_stories().language_model(), std::span(texts).subspan(i, 1), options);
      CHECK(together.view().row(static_cast<Index>(i)) == alone.view().row(0));
    }
  }
}

TEST_CASE("texts through the tokenizer; lengths of 1; likeness is a dot product") {
  const std::vector<std::string> texts{"The king had a little daughter.", "The queen had a little son.", "Rain"};
  const SentenceVectorOptions options{.normalize = true};
  const Tensor<float> vectors = sentence_vectors(pooled_stories(), texts, options);
  const Texts ids{pooled_stories().tokenizer().encode(texts[0]), pooled_stories().tokenizer().encode(texts[1]),
                  pooled_stories().tokenizer().encode(texts[2])};
  CHECK(vectors.view() == sentence_vectors(pooled_stories().model(), ids, options).view());
  CHECK(sentence_vectors(pooled_stories(), {"Rain"}, options).view().row(0) == vectors.view().row(2));
  const auto dot = [&](Index a, Index b) { return double(vectors.view().row(a).dot(vectors.view().row(b))); };
  for (Index i = 0; i < 3; ++i) CHECK(dot(i, i) == doctest::Approx(1));
  CHECK(dot(0, 1) > dot(0, 2));
  CHECK(sentence_vectors(pooled_stories(), std::vector<std::string>{}).rows() == 0);
}

TEST_CASE("a translator's vectors are its encoder's; many sources are encoded a batch at a time") {
  const Translator<Marian<>> translator{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators" / "marian"};
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back("The moon is far away" + std::string(static_cast<std::size_t>(i % 5), '!'));
  const Tensor<float> all = sentence_vectors(translator, texts);
  CHECK(all.rows() == 40);
  for (const std::size_t i : {0U, 4U, 39U})
    CHECK(all.view().row(static_cast<Index>(i)) == sentence_vectors(translator, {texts[i]}).view().row(0));
}

TEST_CASE("a recurrent model's states are pooled as others' are") {
  const LstmModel<> model{checkpoint("lstm")};
  const Texts texts{{3, 4, 5}, {6}};
  const Tensor<float> all = sentence_vectors(model, texts, {.pooling = Pooling::last});
  CHECK(all.rows() == 2);
  CHECK(all.view().row(1) == sentence_vectors(model, Texts{{6}}, {.pooling = Pooling::last}).view().row(0));
}

TEST_CASE("what cannot be pooled is named") {
  const LanguageModel& model = pooled_stories().language_model();
  CHECK(error_of<InputError>([&] { sentence_vectors(model, Texts{{1}, {}}); }).key == "texts[1]");
  CHECK(error_of<InputError>([&] { sentence_vectors(model, Texts{{1}}, {.layer = -2}); }).key == "layer");
  CHECK(error_of<InputError>([&] { sentence_vectors(model, Texts{{1}}, {.layer = 99}); }).found == "99");
  CHECK_THROWS_AS(sentence_vectors(model, Texts{{1 << 30}}), InputError);
  CHECK_THROWS_AS(sentence_vectors(model, Texts{std::vector<TokenId>(100000, 1)}), ContextError);
  const TextGenerator<> ids_alone{pooled_stories().shared_model(), std::nullopt};
  CHECK_THROWS_AS(sentence_vectors(ids_alone, {"text"}), TokenizerError);
}
