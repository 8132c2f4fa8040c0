#include <ganymede/decode/generate.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {

/// Always wants the token after the last one.
struct CountingModel {
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{}, 100});
  std::optional<Settings> settings{};
  const std::optional<Settings>& generation() const { return settings; }
  Index vocab_size() const { return 50; }
  Index max_position_embeddings() const { return 100; }
  Index longest_sequence() const { return 100; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    workspace.begin_pass();
    View<float> logits = workspace.keep<float>(batch.logit_rows(), 50);
    for (const Segment& s : batch.segments()) {
      s.sequence->reserve(s.rows);
      for (Index v = 0; v < 50; ++v)
        logits(s.first_logit, v) = v == batch.tokens()[static_cast<std::size_t>(s.first_row + s.rows - 1)] + 1 ? 9.0F : 0.0F;
      s.sequence->commit(s.rows);
    }
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
  }
};

}  // namespace

TEST_CASE("generate answers every prompt in one call") {
  const std::vector<std::vector<TokenId>> prompts{{10, 11}, {20}};
  GenerationConfig config;
  config.max_new_tokens = 3;
  config.eos_token_id = {22};
  std::vector<std::pair<Index, TokenId>> seen;
  const auto all = generate(CountingModel{}, prompts, config, [&](Index sequence, const GeneratedToken& token) {
    seen.emplace_back(sequence, token.id);
    return true;
  });
  REQUIRE(all.size() == 2);
  CHECK(all[0].tokens.size() == 3);
  CHECK(all[0].tokens[2].id == 14);
  CHECK(all[0].finish_reason == FinishReason::length);
  CHECK(all[1].tokens.size() == 2);
  CHECK(all[1].finish_reason == FinishReason::eos);
  CHECK(seen == std::vector<std::pair<Index, TokenId>>{{0, 12}, {1, 21}, {0, 13}, {1, 22}, {0, 14}});
}

TEST_CASE("a callback that returns false cancels its sequence only") {
  const std::vector<std::vector<TokenId>> prompts{{10}, {20}};
  GenerationConfig config;
  config.max_new_tokens = 5;
  const auto all = generate(CountingModel{}, prompts, config,
                            [](Index sequence, const GeneratedToken& token) { return sequence != 0 || token.id < 12; });
  CHECK(all[0].tokens.size() == 2);
  CHECK(all[0].finish_reason == FinishReason::cancelled);
  CHECK(all[1].tokens.size() == 5);
}

TEST_CASE("options are laid over the defaults of the model's checkpoint") {
  const auto with = [](const char* json) { return CountingModel{.settings = Settings(Json::parse(json), "generation_config.json")}; };
  const std::vector<std::vector<TokenId>> prompts{{10}};
  const auto ids = [](const std::vector<Generated>& all) {
    std::vector<TokenId> result;
    for (const GeneratedToken& t : all.front().tokens) result.push_back(t.id);
    return result;
  };
  const CountingModel model = with(R"({"eos_token_id": 13, "max_new_tokens": 7})");
  CHECK(ids(generate(model, prompts)) == std::vector<TokenId>{11, 12, 13});
  CHECK(generate(model, prompts, {.num_beams = 2}).front().finish_reason == FinishReason::eos);
  CHECK(ids(generate(model, prompts, {.num_beams = 2})) == std::vector<TokenId>{11, 12, 13});
  CHECK(ids(generate(model, prompts, {.max_new_tokens = 2})) == std::vector<TokenId>{11, 12});
  CHECK(ids(generate(model, prompts, {.eos_token_id = std::vector<TokenId>{12}})) == std::vector<TokenId>{11, 12});
  CHECK(ids(generate(model, prompts, {.ignore_eos = true})).size() == 7);
  GenerationConfig config;  // all that counts where it is given
  config.max_new_tokens = 4;
  CHECK(ids(generate(model, prompts, config)).size() == 4);

  // A temperature samples, as it does for TextGenerator: so hot that all tokens are about as probable.
  CHECK(ids(generate(model, prompts, {.temperature = 1e6})) != ids(generate(model, prompts)));
  CHECK(ids(generate(model, prompts, {.temperature = 1e6, .seed = 4})) == ids(generate(model, prompts, {.temperature = 1e6, .seed = 4})));
  CHECK(ids(generate(CountingModel{}, prompts, {.max_new_tokens = 3})) == std::vector<TokenId>{11, 12, 13});
  try {
    generate(with(R"({"eos_token_id": 50})"), prompts);
    FAIL("an end token that the model cannot give");
  } catch (const InputError& error) {
    CHECK(error.details().file == "generation_config.json");
    CHECK(error.details().key == "eos_token_id");
    CHECK(error.details().expected == "0 to 49");
  }
}
