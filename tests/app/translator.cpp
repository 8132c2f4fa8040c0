#include <doctest/doctest.h>
#include <ganymede/app/translator.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/m2m100.hpp>
#include <ganymede/models/marian.hpp>

#include "../support/model_files.hpp"

using namespace ganymede;

namespace {
using AnyTranslator = Translator<AnyEncoderDecoder<Marian<>, M2M100<>>>;
using Strings = std::vector<std::string>;

const AnyTranslator& marian() {
  static const AnyTranslator translator{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators/marian"};
  return translator;
}
const std::string moon = "It is a moon of Jupiter, the largest one.", question = "Where is Ganymede?";

void check_equal(const TranslationResult& a, const TranslationResult& b) {
  REQUIRE(a.translations.size() == b.translations.size());
  CHECK(a.source_ids == b.source_ids);
  for (std::size_t i = 0; i < a.translations.size(); ++i) {
    CHECK(a.translations[i].text == b.translations[i].text);
    CHECK(a.translations[i].ids == b.translations[i].ids);
    CHECK(a.translations[i].logprobs == b.translations[i].logprobs);
    CHECK(a.translations[i].score == b.translations[i].score);
  }
}
}  // namespace

TEST_CASE("texts, ids and scores are those of transformers: the model's own settings, n-best, languages") {
  for (const std::string name : {"marian", "m2m100"}) {
    const AnyTranslator translator{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators" / name};
    for (const Json& e : read_json(std::filesystem::path(GANYMEDE_TEST_DATA) / "translators" / name / "expected.json")) {
      GenerationOptions generation{.num_return_sequences = 2};
      if (name == "m2m100")
        generation = {.max_length = 20, .num_beams = 3, .length_penalty = 0.8, .no_repeat_ngram_size = 2, .num_return_sequences = 2};
      const TranslateOptions options{.source_language = e.value("source_language", ""), .target_language = e.value("target_language", "")};
      const TranslationResult found = translator.translate(Strings{e["source"].get<std::string>()}, generation, options).front();
      REQUIRE(found.ok());
      CHECK(found.source_ids == e["source_ids"].get<std::vector<TokenId>>());
      REQUIRE(found.translations.size() == 2);
      for (std::size_t i = 0; i < 2; ++i) {
        CHECK(found.translations[i].ids == e["translations"][i]["ids"].get<std::vector<TokenId>>());
        CHECK(found.translations[i].text == e["translations"][i]["text"].get<std::string>());
        CHECK(std::abs(found.translations[i].score - e["translations"][i]["score"].get<double>()) < 1e-4);
      }
    }
  }
}

TEST_CASE("a text is the same alone, in a batch of any size, and as a line of a stream, in the order given") {
  Strings texts;
  for (std::size_t i = 0; i < 23; ++i)
    texts.push_back(i % 5 == 3 ? "" : (i % 2 == 0 ? question : moon) + std::string(i % 4, '!') + (i % 3 == 0 ? " No. Hello " : " "));
  const GenerationOptions generation{.num_return_sequences = 2};
  std::vector<TranslationResult> alone;
  for (const std::string& text : texts) alone.push_back(marian().translate(Strings{text}, generation).front());
  for (const Index batch_tokens : {1, 100, 100000}) {
    const auto together = marian().translate(texts, generation, {.batch_tokens = batch_tokens});
    for (std::size_t i = 0; i < texts.size(); ++i) check_equal(together[i], alone[i]);
  }
  for (const std::size_t window : {std::size_t{1}, std::size_t{4}, std::size_t{100}}) {
    std::size_t read = 0, emitted = 0, furthest = 0;
    const auto next = [&](std::string& line) {
      if (read == texts.size()) return false;
      line = texts[read++];
      return true;
    };
    const auto emit = [&](const std::string& line, TranslationResult result) {
      furthest = std::max(furthest, read - emitted);
      CHECK(line == texts[emitted]);
      check_equal(result, alone[emitted++]);
    };
    const TranslationProgress progress = marian().translate_lines(next, emit, generation, {.window = window});
    CHECK(emitted == texts.size());
    CHECK(furthest <= window);
    CHECK(progress.texts == texts.size());
  }
}

TEST_CASE("a paragraph is its sentences, with what stood between them; whole, it is one source") {
  const std::string paragraph = question + "\n\n" + moon + "  Hello";
  const std::string expected = marian()(question) + "\n\n" + marian()(moon) + "  " + marian()("Hello");
  CHECK(marian()("  " + paragraph + "\n") == expected);
  const TranslationResult split = marian().translate(Strings{paragraph}).front();
  CHECK(split.source_ids.size() > marian().tokenizers().source.encode(paragraph).size());
  const TranslationResult whole = marian().translate(Strings{paragraph}, {}, {.split_sentences = false}).front();
  CHECK(whole.source_ids == marian().tokenizers().source.encode(paragraph));
  CHECK(whole.translations.size() == 1);
}

TEST_CASE("blank texts have empty translations") {
  for (const char* blank : {"", " ", "\t\n"}) {
    const TranslationResult result = marian().translate(Strings{blank}, {.num_return_sequences = 2}).front();
    REQUIRE(result.translations.size() == 2);
    CHECK(result.best().text.empty());
    CHECK(result.best().ids.empty());
    CHECK(result.source_ids.empty());
  }
  CHECK(marian().translate(Strings{}).empty());
}

TEST_CASE("a line of 10,000 words is cut into sources that fit, or is an error of its own") {
  std::string line;
  for (int i = 0; i < 10000; ++i) line += i % 7 == 3 ? "largest, " : "moon ";
  const TranslationResult result = marian().translate(Strings{line}, {.max_new_tokens = 2, .num_beams = 1}).front();
  REQUIRE(result.ok());
  std::vector<TokenId> words;
  for (const TokenId id : result.source_ids)
    if (id != 0) words.push_back(id);
  CHECK(words == marian().tokenizers().source.encode(line, {.add_special_tokens = false}));  // all of it
  CHECK(!result.best().text.empty());

  const auto results = marian().translate(Strings{question, line, moon}, {}, {.split_sentences = false});
  CHECK(results[0].ok());
  CHECK_THROWS_AS(results[1].best(), ContextError);
  CHECK(results[2].best().text == marian()(moon));
  CHECK_THROWS_AS(marian()(line, {}, {.split_sentences = false}), ContextError);
}

TEST_CASE("what fails in a batch fails alone") {
  const std::vector<std::vector<TokenId>> sources{{261, 41, 0}, {}, {261, 1 << 20}, {261, 1, 96, 12, 0}};
  const auto results = marian().translate(sources);
  CHECK_THROWS_AS(results[1].best(), InputError);
  CHECK_THROWS_AS(results[2].best(), InputError);
  CHECK(results[3].best().text == marian()("No."));
  CHECK(results[0].ok());
}

TEST_CASE("options out of range and unknown languages end the call") {
  CHECK_THROWS_AS(marian()("No.", {.top_p = 2}), InputError);
  CHECK_THROWS_AS(marian()("No.", {}, {.batch_tokens = 0}), InputError);
  CHECK_THROWS_AS(marian()("No.", {}, {.target_language = "klingon"}), InputError);
  const AnyTranslator m2m100{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators/m2m100"};
  CHECK_THROWS_WITH_AS(m2m100("No.", {}, {.target_language = "eng_Latn"}), doctest::Contains("af, am"), InputError);
}

TEST_CASE("a prefix begins the translation, which goes on from there") {
  const TranslationResult result = marian().translate(Strings{moon + " " + question}, {}, {.prefix = "It is"}).front();
  CHECK(result.best().text.starts_with("It is"));
  CHECK(result.best().text.ends_with(marian()(question)));
  CHECK(result.best().text != marian()(moon + " " + question));
  const AnyTranslator m2m100{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators/m2m100"};
  const GenerationOptions five{.max_new_tokens = 5, .num_beams = 2};
  const auto said = m2m100.translate(Strings{"No."}, five, {.target_language = "de", .prefix = "It"}).front();
  CHECK(said.best().text.starts_with("It"));
}

TEST_CASE("progress grows to the number of texts; cancelling keeps what is done") {
  const Strings texts(6, moon);
  std::vector<std::size_t> done;
  std::atomic<bool> cancel{false};
  TranslateOptions options{.batch_tokens = 1, .cancel = &cancel};
  options.progress = [&](const TranslationProgress& p) {
    CHECK(p.of == 6);
    CHECK(p.target_tokens > 0);
    done.push_back(p.texts);
    cancel = p.texts == 3;
  };
  const auto results = marian().translate(texts, {}, options);
  CHECK(done == std::vector<std::size_t>{1, 2, 3});
  int finished = 0;
  for (const TranslationResult& r : results) {
    REQUIRE(r.ok());
    if (r.best().finish_reason == FinishReason::cancelled) CHECK(r.best().ids.empty());
    if (r.best().finish_reason != FinishReason::cancelled) CHECK(r.best().text == marian()(moon));
    finished += r.best().finish_reason != FinishReason::cancelled;
  }
  CHECK(finished == 3);
  cancel = false;
  std::size_t emitted = 0;
  const auto endless = [](std::string& line) {
    line = "No.";
    return true;
  };
  marian().translate_lines(endless, [&](const std::string&, const TranslationResult&) { cancel = ++emitted == 10; }, {},
                           {.window = 5, .cancel = &cancel});
  CHECK(emitted == 10);
}

TEST_CASE("sampling: as many draws as asked for, decided by the seed, not by the batch") {
  const GenerationOptions draws{.num_beams = 1, .temperature = 1.0, .seed = 4, .num_return_sequences = 3};
  const auto alone = marian().translate(Strings{moon}, draws), both = marian().translate(Strings{question, moon}, draws);
  REQUIRE(alone[0].translations.size() == 3);
  CHECK(alone[0].translations[0].text != alone[0].translations[1].text);
  check_equal(both[1], alone[0]);
}

TEST_CASE("without a tokenizer, ids; with one of another size, an error") {
  const AnyTranslator bare{std::filesystem::path(GANYMEDE_TEST_DATA) / "models/marian"};
  CHECK(!bare.has_tokenizers());
  CHECK_THROWS_AS(bare("text"), TokenizerError);
  const std::vector<std::vector<TokenId>> sources{{5, 6, 2}};
  CHECK(bare.translate(sources, {.max_new_tokens = 3}).front().best().ids.size() > 0);

  const TemporaryFolder folder;
  std::filesystem::copy(std::filesystem::path(GANYMEDE_TEST_DATA) / "translators/marian", folder.path());
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(GANYMEDE_TEST_DATA) / "models/marian"))
    if (file.path().filename() != "expected.json")
      copy_file(file.path(), folder.path() / file.path().filename(), std::filesystem::copy_options::overwrite_existing);
  CHECK_THROWS_WITH_AS(AnyTranslator{folder.path()}, doctest::Contains("different sizes"), TokenizerError);
}

TEST_CASE("the same options mean the same to generate() and to a translator: beams, and the end") {
  for (const GenerationOptions& options : {GenerationOptions{.num_beams = 4}, GenerationOptions{}, GenerationOptions{.num_beams = 1},
                                           GenerationOptions{.num_beams = 1, .temperature = 0.9, .seed = 2}}) {
    const TranslationResult expected = marian().translate(Strings{question}, options).front();
    const auto& model = marian().model();
    Workspace workspace;
    const auto sources = model.encode(std::vector<std::vector<TokenId>>{expected.source_ids}, workspace);
    const auto found = generate(
        model, std::vector<std::vector<TokenId>>{marian().decoder_prompt()}, options, {},
        {.new_sequence = [&](Index i, const SequenceOptions& o) { return model.new_sequence(sources[static_cast<std::size_t>(i)], o); }});
    std::vector<TokenId> ids;
    for (const GeneratedToken& token : found.front().tokens) ids.push_back(token.id);
    CHECK(ids == expected.best().ids);
    CHECK(found.front().finish_reason == expected.best().finish_reason);
  }
}

TEST_CASE("a result without a translation and without an error says so") { CHECK_THROWS_AS(TranslationResult{}.best(), InputError); }
