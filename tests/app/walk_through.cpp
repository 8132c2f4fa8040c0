#include <ganymede/app/walk_through.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/marian.hpp>

#include "../support/encoder_fixture.hpp"
#include "../support/translation_fixture.hpp"

using namespace fixture;

namespace {
using Generator = TextGenerator<AnyOf<Gpt2<>, Llama<>>>;

const Generator& storyteller() {
  static const Generator generator{Checkpoint(std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf")};
  return generator;
}
const Translator<AnyEncoderDecoder<Marian<>>>& translator() {
  static const Translator<AnyEncoderDecoder<Marian<>>> shared{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators" / "marian"};
  return shared;
}
Json data_of(const Walkthrough& walk) { return Json::parse(walkthrough_data(walk).str()); }
}  // namespace

TEST_CASE("the rounds are what the model writes greedily, each with its logits and probabilities") {
  const std::vector<TokenId> prompt = storyteller().tokenizer().encode("Once upon a time");
  const Walkthrough walk = walk_through(storyteller(), prompt, {.rounds = 5, .top = 3});
  const Completion expected = storyteller().complete({&prompt, 1}, {.max_new_tokens = 5, .do_sample = false}).front();
  CHECK(walk.text == "Once upon a time");
  CHECK(walk.answer == expected.text);
  CHECK(walk_through(storyteller(), "Once upon a time", {.rounds = 5}).answer == walk.answer);
  REQUIRE(walk.rounds.size() == 5);
  CHECK(walk.prompt == static_cast<Index>(prompt.size()));
  CHECK(walk.decoder.ids.size() == prompt.size() + 4);  // the last token is read by nobody
  for (std::size_t i = 0; i < 5; ++i) {
    const WalkthroughRound& round = walk.rounds[i];
    CHECK(round.id == expected.ids[i]);
    CHECK(round.top.size() == 3);
    CHECK(round.top.front().id == round.id);
    CHECK(std::abs(std::log(round.probability) - expected.logprobs[i]) < 4e-6);  // as when it was new
    CHECK(round.logits.front() >= round.logits.back());
  }
}

TEST_CASE("the page's numbers are those of the run") {
  const std::vector<TokenId> prompt = storyteller().tokenizer().encode("Once upon a time");
  const Walkthrough walk = walk_through(storyteller(), prompt, {.rounds = 2});
  const Json data = data_of(walk), &decoder = data["decoder"];
  const HiddenStateRecorder<float>& states = walk.decoder.seen.states;
  CHECK(data["prompt"] == prompt.size());
  CHECK(decoder["ids"] == walk.decoder.ids);
  CHECK(decoder["tokens"][1] == "Once");
  CHECK(!decoder.contains("position"));  // rotary
  CHECK(decoder["blocks"] == states.blocks());
  const auto dims = decoder["embedding_dims"].get<std::vector<Index>>();
  REQUIRE(decoder["embedding"][2].size() == dims.size());
  for (std::size_t i = 0; i < dims.size(); ++i)
    CHECK(decoder["embedding"][2][i].get<double>() == doctest::Approx(double(states.embeddings()(2, dims[i]))).epsilon(0.06));
  CHECK(decoder["layers"][0].size() == 2);
  CHECK(decoder["states"].size() == static_cast<std::size_t>(states.blocks()) + 1);
  CHECK(decoder["states"][3]["norms"][1].get<double>() == doctest::Approx(row_norms(states.at(3))[1]).epsilon(0.006));
  const Json& self = decoder["attention"][0];
  CHECK(self["kind"] == "self");
  for (const Json& head : self["weights"][1]) {  // rows of 1, 2, 3 ... weights in thousandths
    REQUIRE(head.size() == 6 * 7 / 2);
    for (std::size_t row = 0, at = 0; row < 6; ++row) {
      int sum = 0;
      for (std::size_t s = 0; s <= row; ++s) sum += head[at++].get<int>();
      CHECK(std::abs(sum - 1000) <= 3);
    }
  }
}

TEST_CASE("a translation has an encoder, cross-attention and three branches") {
  const Walkthrough walk = walk_through(translator(), std::string("Where is Ganymede?"), {.rounds = 6});
  REQUIRE(walk.encoder.has_value());
  CHECK(walk.encoder->ids == std::vector<TokenId>{261, 41, 72, 61, 297, 268, 61, 28, 0});
  CHECK(walk.prompt == 1);
  CHECK(walk.rounds.size() == 6);
  const Json data = data_of(walk);
  CHECK(data["text"] == "Where is Ganymede?");
  CHECK(data["encoder"].contains("position"));
  CHECK(data["encoder"]["attention"][0]["kind"] == "encoder");
  CHECK(data["encoder"]["attention"][0]["weights"][0][0].size() == 81);
  CHECK(data["decoder"]["attention"][1]["kind"] == "cross");
  CHECK(data["decoder"]["attention"][1]["weights"][0][0].size() == 6 * 9);
  CHECK(data["decoder"]["layers"][0].size() == 3);
  const std::string page = walkthrough_page(walk);
  CHECK(page.find("A translation, step by step") != std::string::npos);
  CHECK(walk_through(translator(), walk.encoder->ids, {.rounds = 6}).answer == walk.answer);  // ids in place of a text
}

TEST_CASE("an end token ends the walk, and walks are short") {
  const std::vector<TokenId> none, many(129, 5), one{5};
  CHECK_THROWS_AS(walk_through(storyteller(), none), InputError);
  CHECK_THROWS_WITH_AS(walk_through(storyteller(), many), doctest::Contains("128"), InputError);
  CHECK_THROWS_AS(walk_through(storyteller(), one, {.rounds = 0}), InputError);
  CHECK_THROWS_AS(walk_through(translator(), std::string(), {}), InputError);
  CHECK(walk_through(translator(), std::string("No."), {.rounds = 60}).rounds.size() <= 60);
}

namespace {
Walkthrough walk_of_encoder(const char* folder, const Tokenizer* tokenizer, const std::vector<TokenId>& ids) {
  const AnyEncoder encoder{Checkpoint(std::filesystem::path(GANYMEDE_TEST_DATA) / folder)};
  return walk_through(encoder, tokenizer, ids, {.top = 3});
}
}  // namespace

TEST_CASE("an encoder alone: its head's judgement of each place, or of the text, and the text's vector") {
  const auto folder = std::filesystem::path(GANYMEDE_TEST_DATA) / "apps" / "masked_bert";
  const Tokenizer tokenizer = Tokenizer::from_checkpoint(Checkpoint(folder));
  const std::vector<TokenId> ids = tokenizer.encode("a [MASK] b", {.parse_special = true});
  const Walkthrough walk = walk_of_encoder("apps/masked_bert", &tokenizer, ids);
  CHECK(walk.is_encoder_alone());
  CHECK(walk.head == "masked_lm");
  CHECK(walk.scores == "softmax");
  CHECK(walk.encoder->tokens.at(static_cast<std::size_t>(walk.prompt)) == "[MASK]");
  REQUIRE(walk.rounds.size() == ids.size());
  const AnyEncoder encoder{Checkpoint(folder)};
  Workspace workspace;
  const EncoderInput text{.tokens = ids};
  const Matrix<float> logits = encoder.logits({&text, 1}, workspace);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    CHECK(walk.rounds[i].row == static_cast<Index>(i));
    CHECK(walk.rounds[i].top.size() == 3);
    CHECK(walk.rounds[i].logits.front() == double(logits.row(static_cast<Index>(i)).maxCoeff()));
    CHECK(walk.rounds[i].token == token_texts(&tokenizer, {&walk.rounds[i].id, 1}).front());
  }
  const Matrix<float> mean = Matrix<float>(encoder.forward({&text, 1}, workspace)).colwise().mean();
  CHECK(std::equal(walk.vector.begin(), walk.vector.end(), mean.data(), mean.data() + mean.size()));
  const Json data = data_of(walk);
  CHECK_FALSE(data.contains("decoder"));
  CHECK(data["encoder"]["added"] == "place");
  CHECK(data["head"] == "masked_lm");
  CHECK(data["rounds"][1]["row"] == 1);
  const std::string page = walkthrough_page(walk);
  CHECK(page.find("A text goes through an encoder") != std::string::npos);
  CHECK(page.find("next token") == std::string::npos);
}

TEST_CASE("encoders of each head, narrow embeddings, no places, no norm before the first attention") {
  const std::vector<TokenId> ids{5, 6, 7, 8, 9};
  const Walkthrough one = walk_of_encoder("encoders/bert_one_label", nullptr, ids);
  CHECK(one.scores == "sigmoid");
  REQUIRE(one.rounds.size() == 1);
  CHECK(one.rounds[0].row == -1);
  CHECK(one.rounds[0].token == "LABEL_0");
  CHECK(one.rounds[0].probability == doctest::Approx(1 / (1 + std::exp(-one.rounds[0].logits[0]))));
  CHECK(walk_of_encoder("apps/classify_regression", nullptr, ids).scores == "none");
  CHECK(walk_of_encoder("encoders/bert_tokens", nullptr, ids).rounds.size() == 5);
  const Walkthrough answer = walk_of_encoder("encoders/bert_answers", nullptr, ids);
  REQUIRE(answer.rounds.size() == 2);
  CHECK(answer.rounds[1].token == "and ends at");
  CHECK(answer.rounds[0].texts.front() == std::to_string(ids[static_cast<std::size_t>(answer.rounds[0].id)]));
  CHECK(walk_of_encoder("encoders/bert_gguf", nullptr, ids).rounds.empty());
  const Json narrow = data_of(walk_of_encoder("encoders/electra_masked", nullptr, ids))["encoder"];
  CHECK(narrow["width"] == 30);
  CHECK(narrow["embedding_width"] == 18);
  CHECK(narrow["embedding"][0].size() == 18);
  CHECK(data_of(walk_of_encoder("encoders/nomic_bert", nullptr, ids))["encoder"]["added"] == "segment");
  const Json modern = data_of(walk_of_encoder("encoders/modernbert_masked", nullptr, ids))["encoder"];
  CHECK_FALSE(modern.contains("added"));
  CHECK(modern["layers"][0].size() == 2);
  CHECK(modern["layers"][1].size() == 2);
  CHECK_THROWS_AS(walk_of_encoder("encoders/bert_gguf", nullptr, {}), InputError);
}
