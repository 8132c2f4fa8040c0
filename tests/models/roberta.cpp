#include <ganymede/models/roberta.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<Roberta<>>);

TEST_CASE_TEMPLATE("RoBERTa and XLM-R checkpoints give the hidden states and the logits of transformers", T, float, double) {
  check_encoder<Roberta, T>("roberta_masked", HeadKind::masked_lm);
  check_encoder<Roberta, T>("roberta_sequence", HeadKind::sequence);
  check_encoder<Roberta, T>("xlm_roberta_tokens", HeadKind::tokens);
  check_encoder<Roberta, T>("roberta_answers", HeadKind::question_answering);  // with segments, and padding inside of texts
}

TEST_CASE("RoBERTa's positions begin after the padding token's number: a text is that much shorter than their table") {
  const Roberta<> model{Checkpoint(encoder_folder("roberta_masked"))};
  CHECK(model.facts().longest_sequence == 62);
  CHECK(model.facts().type_vocab_size == 1);
  Workspace workspace;
  const std::vector<TokenId> ids(62, 7), types(62, 1), longer(63, 7);
  const std::vector<EncoderInput> fits{{ids}}, typed{{ids, types}}, too_long{{longer}};
  CHECK(values_of(model.forward(fits, workspace)) == values_of(model.forward(typed, workspace)));  // of one segment all are
  CHECK_THROWS_AS(model.forward(too_long, workspace), ContextError);
  const auto refused = [](const char* patch) {
    return error_of<ConfigError>([&] { Roberta<>{PatchedEncoder("roberta_masked", patch).checkpoint()}; }).key;
  };
  CHECK(refused(R"({"pad_token_id": 63})") == "pad_token_id");
  CHECK(refused(R"({"pad_token_id": -1})") == "pad_token_id");
  CHECK(Roberta<>{PatchedEncoder("roberta_masked", R"({"pad_token_id": 0})").checkpoint()}.facts().longest_sequence == 63);
}
