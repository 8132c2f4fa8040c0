#include <ganymede/models/distilbert.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<DistilBert<>>);

TEST_CASE_TEMPLATE("DistilBERT checkpoints give the hidden states and the logits of transformers", T, float, double) {
  check_encoder<DistilBert, T>("distilbert_masked", HeadKind::masked_lm);
  check_encoder<DistilBert, T>("distilbert_sequence", HeadKind::sequence);
  check_encoder<DistilBert, T>("distilbert_answers", HeadKind::question_answering);  // bf16
}

TEST_CASE("DistilBERT: settings have its own names, or both") {
  const auto load = [](const char* patch) { return DistilBert<>{PatchedEncoder("distilbert_sequence", patch).checkpoint()}; };
  const auto refused = [&](const char* patch) { return error_of<ConfigError>([&] { load(patch); }).key; };
  CHECK(load(R"({"hidden_size": 30, "sinusoidal_pos_embds": true, "tie_weights_": true})").hidden_size() == 30);
  CHECK(refused(R"({"hidden_size": 31})") == "hidden_size");
  CHECK(refused(R"({"activation": "gelu_11"})") == "activation");
  CHECK(refused(R"({"n_layers": null})") == "n_layers");
  CHECK(refused(R"({"type_vocab_size": 2})") == "type_vocab_size");
  CHECK(load("{}").facts().type_vocab_size == 0);
}
