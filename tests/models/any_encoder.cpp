#include <ganymede/models/any_encoder.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<AnyEncoder>);

TEST_CASE("an encoder of whatever family answers behind the interface as it does itself") {
  const Checkpoint checkpoint(encoder_folder("bert_sequence"));
  CHECK(is_encoder_model(checkpoint));
  const Bert<> itself{checkpoint};
  const AnyEncoder any{checkpoint};
  const EncoderModel& model = any;
  const ExpectedEncoder e = expected_encoder("bert_sequence");
  const std::vector<EncoderInput> texts = e.inputs();
  Workspace workspace, other;
  CHECK(values_of(model.forward(texts, workspace)) == values_of(itself.forward(texts, other)));
  CHECK(values_of(model.logits(texts, workspace)) == values_of(itself.logits(texts, other)));
  CHECK(values_of(model.pooler_output(texts, workspace)) == values_of(itself.pooler_output(texts, other)));
  CHECK(model.vocab_size() == 131);
  CHECK(model.hidden_size() == 30);
  CHECK(model.executor() == itself.executor);
  CHECK(model.facts().labels == std::vector<std::string>{"LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"});
  CHECK(model.facts().type_vocab_size == 2);
  CHECK(model.facts().longest_sequence == 64);
  CHECK_FALSE(model.facts().problem_type);
  std::vector<float> vector(30), same(30);
  model.token_embedding(9, vector);
  itself.token_embedding(9, same);
  CHECK(vector == same);
  CHECK(as_encoder_model(std::make_shared<const AnyEncoder>(any))->vocab_size() == 131);
}

TEST_CASE("logits_of gives single rows to the head: the pass's own logits, bit for bit") {
  Workspace workspace;
  for (const std::string name : {"bert_masked", "bert_tokens", "bert_answers", "bert_sequence"}) {
    CAPTURE(name);
    const AnyEncoder model{Checkpoint(encoder_folder(name))};
    const ExpectedEncoder e = expected_encoder(name);
    const auto texts = e.inputs();
    const auto logits = values_of(model.logits(texts, workspace));
    const auto hidden = values_of(model.forward(texts, workspace));
    const bool pooled = model.facts().head == HeadKind::sequence;
    const Index row = pooled ? 9 : 4;  // the second text's first; any
    const auto own = values_of(model.logits_of(view_of(hidden.data() + row * 30, 1, 30), workspace));
    const auto width = own.size(), at = pooled ? width : 4 * width;
    CHECK(own == std::vector<float>(logits.begin() + std::ptrdiff_t(at), logits.begin() + std::ptrdiff_t(at + width)));
    CHECK_THROWS_AS(model.logits_of(view_of(hidden.data(), 1, 29), workspace), InputError);
  }
}

TEST_CASE("what is no encoder, or has no pooler, says so") {
  const Checkpoint decoder = checkpoint("gpt2");
  CHECK_FALSE(is_encoder_model(decoder));
  const ErrorDetails details = error_of<ConfigError>([&] { load_encoder_model(decoder); });
  CHECK(details.found == "gpt2");
  CHECK(contains(details.expected, "bert"));
  const AnyEncoder without{Checkpoint(encoder_folder("bert_tokens"))};
  const std::vector<TokenId> ids{3};
  const EncoderInput text{ids};
  Workspace workspace;
  CHECK_FALSE(without.facts().has_pooler);
  CHECK(contains(error_of<InputError>([&] { without.pooler_output({&text, 1}, workspace); }).problem, "pooler"));
}

TEST_CASE("encoders of no family here are refused by their model_type") {
  for (const char* const type :
       {"deberta", "new", "nomic_bert_moe", "jina_bert", "jina_embeddings_v3", "neobert", "eurobert", "squeezebert", "xlnet", "big_bird"}) {
    CAPTURE(type);
    const PatchedEncoder other("bert_masked", std::string(R"({"model_type": ")") + type + "\"}");
    const ErrorDetails details = error_of<ConfigError>([&] { load_encoder_model(other.checkpoint()); });
    CHECK(details.key == "model_type");
    CHECK(details.found == type);
  }
}
