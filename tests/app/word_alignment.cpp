#include <doctest/doctest.h>
#include <ganymede/app/translator.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/m2m100.hpp>
#include <ganymede/models/marian.hpp>

#include "../support/error_of.hpp"

using namespace ganymede;

namespace {
const Translator<Marian<>>& aligner() {
  static const Translator<Marian<>> translator{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators/marian"};
  return translator;
}
}  // namespace

TEST_CASE("a word's weights are the mean over its tokens of what the attention gives a source word's tokens") {
  const std::string source = "Where is Ganymede?", target = "It is a moon of Jupiter.";
  const auto& [from, to] = aligner().tokenizers();
  const std::vector<TokenId> source_ids = from.encode(source), target_ids = to.encode(target, {.add_special_tokens = false});

  Workspace workspace;
  AttentionRecorder<float> recorder;
  const auto& model = aligner().model();
  std::vector<TokenId> input{
      read_json(std::filesystem::path(GANYMEDE_TEST_DATA) / "translators/marian/config.json")["decoder_start_token_id"].get<TokenId>()};
  input.insert(input.end(), target_ids.begin(), target_ids.end());
  Sequence sequence = model.new_sequence(model.encode({&source_ids, 1}, workspace).front());
  model.forward(Batch{}.add(sequence, input), workspace, recorder);

  for (Index layer = 0; layer < recorder.layers(AttentionKind::cross); ++layer) {
    const WordAlignment words = aligner().align(source, target, {.layer = layer, .split_punctuation = false});
    CHECK(words.source == std::vector<std::string>{"Where", "is", "Ganymede?"});
    CHECK(words.target == std::vector<std::string>{"It", "is", "a", "moon", "of", "Jupiter."});
    const Tensor<float> mean = recorder.mean(AttentionKind::cross, 0, layer);
    // Each word's tokens, found by their spelling: a token that begins a word says so.
    const auto tokens = [](const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
      std::vector<std::vector<std::size_t>> of;
      for (std::size_t i = 0; i < ids.size(); ++i) {
        if (tokenizer.is_special(ids[i])) continue;
        const std::string_view piece = tokenizer.piece(ids[i]);
        if (piece.starts_with("\u2581") && (of.empty() || tokenizer.piece(ids[of.back().back()]) != "\u2581")) of.emplace_back();
        of.back().push_back(i);
      }
      return of;
    };
    const auto sources = tokens(from, source_ids), targets = tokens(to, target_ids);
    REQUIRE(sources.size() == 3);
    REQUIRE(targets.size() == 6);
    for (std::size_t t = 0; t < 6; ++t) {
      float sum = 0;
      for (std::size_t s = 0; s < 3; ++s) {
        float expected = 0;
        for (const std::size_t i : targets[t])
          for (const std::size_t k : sources[s]) expected += mean.view()(static_cast<Index>(i), static_cast<Index>(k));
        expected /= static_cast<float>(targets[t].size());
        const float weight = words.weights.view()(static_cast<Index>(t), static_cast<Index>(s));
        CHECK(weight == doctest::Approx(expected));
        sum += weight;
      }
      CHECK(sum > 0);
      CHECK(sum < 1);  // the rest lies on </s>
      const Index link = words.links()[t];
      REQUIRE(link >= 0);
      for (Index s = 0; s < 3; ++s)
        CHECK(words.weights.view()(static_cast<Index>(t), s) <= words.weights.view()(static_cast<Index>(t), link));
    }
  }
  // the default: of two layers or one the last
  const Index layers = recorder.layers(AttentionKind::cross);
  REQUIRE(layers <= 2);
  CHECK(aligner().align(source, target).weights.view() == aligner().align(source, target, {.layer = layers - 1}).weights.view());
}

TEST_CASE("punctuation is apart, and every word says where it stands") {
  const std::string source = "  Where is\tGanymede? ", target = "It is a moon, of Jupiter.";
  const WordAlignment words = aligner().align(source, target);
  CHECK(words.source == std::vector<std::string>{"Where", "is", "Ganymede", "?"});
  CHECK(words.target == std::vector<std::string>{"It", "is", "a", "moon", ",", "of", "Jupiter", "."});
  REQUIRE(words.source_ranges.size() == 4);
  REQUIRE(words.target_ranges.size() == 8);
  CHECK(words.source_ranges[2] == TextRange{11, 19});
  for (std::size_t i = 0; i < 4; ++i) CHECK(words.source_ranges[i].of(source) == words.source[i]);
  for (std::size_t i = 0; i < 8; ++i) CHECK(words.target_ranges[i].of(target) == words.target[i]);
  // The words that white space separates have the weights of what they are made of.
  const WordAlignment spaced = aligner().align(source, target, {.split_punctuation = false});
  REQUIRE(spaced.source.size() == 3);
  for (Index t = 0; t < 3; ++t)  // "It", "is", "a" on both sides
    CHECK(words.weights.view()(t, 2) + words.weights.view()(t, 3) == doctest::Approx(spaced.weights.view()(t, 2)));
}

TEST_CASE("accents, combining marks and characters that the vocabulary lacks stand where they stood") {
  const std::string source = "Cafe\u0301 \u4f60\u597d, \ufb01ne!", target = "\u00c9t\u00e9 \U0001F600 is\u3000a mo\u00adon\uff01";
  for (const bool pieces : {false, true}) {
    const WordAlignment words = aligner().align(source, target, {.pieces = pieces});
    REQUIRE(words.source_ranges.size() == words.source.size());
    REQUIRE(words.target_ranges.size() == words.target.size());
    for (std::size_t i = 0; i < words.source.size(); ++i) CHECK(words.source_ranges[i].of(source) == words.source[i]);
    for (std::size_t i = 0; i < words.target.size(); ++i) CHECK(words.target_ranges[i].of(target) == words.target[i]);
    CHECK(words.weights.rows() == static_cast<Index>(words.target.size()));
    if (pieces) continue;
    CHECK(words.source.front() == "Cafe\u0301");
    CHECK(words.source.back() == "!");
    CHECK(words.target.front() == "\u00c9t\u00e9");
    CHECK(words.target.back() == "\uff01");
  }
}

TEST_CASE("a prefix of the source is not aligned") {
  const WordAlignment words = aligner().align("Where is it?", "It is.", {}, {.source_prefix = "Please translate: "});
  CHECK(words.source == std::vector<std::string>{"Where", "is", "it", "?"});
  CHECK(words.source_ranges.front() == TextRange{0, 5});
}

TEST_CASE("pieces are tokens, special ones left out, and their texts make up the text") {
  const std::string source = "Where is Ganymede?", target = "It is a moon.";
  const WordAlignment pieces = aligner().align(source, target, {.pieces = true});
  CHECK(pieces.source.size() == aligner().tokenizers().source.encode(source, {.add_special_tokens = false}).size());
  CHECK(pieces.target.size() == aligner().tokenizers().target.encode(target, {.add_special_tokens = false}).size());
  std::string together;
  for (const std::string& piece : pieces.target) together += piece;
  CHECK(together == "Itisamoon.");
}

TEST_CASE("nothing to align, languages, and errors") {
  CHECK(aligner().align("Where is Ganymede?", "").target.empty());
  CHECK(aligner().align("", "It is.").source.empty());
  CHECK(aligner().align("", "It is.", {.split_punctuation = false}).links() == std::vector<Index>{-1, -1});
  CHECK(aligner().align("", "It is.").links() == std::vector<Index>{-1, -1, -1});
  CHECK_THROWS_AS(aligner().align("Where?", "It is.", {.layer = 99}), InputError);
  std::string longer;
  for (int i = 0; i < 2000; ++i) longer += "moon ";
  CHECK_THROWS_AS(aligner().align(longer, "It is."), ContextError);

  const Translator<M2M100<>> m2m100{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators/m2m100"};
  const TranslateOptions languages{.source_language = "en", .target_language = "fr"};
  const WordAlignment words = m2m100.align("Where is Ganymede?", "It is a moon.", {.split_punctuation = false}, languages);
  CHECK(words.source.size() == 3);
  CHECK(words.target.size() == 4);
  const WordAlignment apart = m2m100.align("Where is Ganymede?", "It is a moon.", {}, languages);
  CHECK(apart.source == std::vector<std::string>{"Where", "is", "Ganymede", "?"});
  CHECK(apart.target.size() == 5);
  CHECK_THROWS_AS(m2m100.align("Where?", "It is.", {}, {.target_language = "xx"}), InputError);
}
