#include <ganymede/models/bert.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<Bert<>>);

TEST_CASE_TEMPLATE("BERT checkpoints give the hidden states and the logits of transformers, each head", T, float, double) {
  check_encoder<Bert, T>("bert_masked", HeadKind::masked_lm);
  check_encoder<Bert, T>("bert_untied", HeadKind::masked_lm);  // with a bias of its own in the matrix, another beside it
  check_encoder<Bert, T>("bert_sequence", HeadKind::sequence);
  check_encoder<Bert, T>("bert_tokens", HeadKind::tokens);
  check_encoder<Bert, T>("bert_answers", HeadKind::question_answering);
  check_encoder<Bert, T>("bert_one_label", HeadKind::sequence);
}

TEST_CASE_TEMPLATE("BERT in a GGUF file gives the hidden states of transformers", T, float, double) {
  check_encoder<Bert, T>("bert_gguf", HeadKind::none);
  const Bert<T> model{Checkpoint(encoder_folder("bert_gguf"))};
  CHECK(model.facts().type_vocab_size == 2);
  CHECK(model.facts().longest_sequence == 64);
}

TEST_CASE_TEMPLATE("a reranker in a GGUF file has its head, whose labels the file names", T, float, double) {
  check_encoder<Bert, T>("reranker_gguf", HeadKind::sequence);
  CHECK(Bert<T>{Checkpoint(encoder_folder("reranker_gguf") / "model.gguf")}.facts().labels.at(3) == "LABEL_3");
}

TEST_CASE("positions, layers and heads that are not followed are refused by name") {
  const auto refused = [](const char* patch) {
    return error_of<ConfigError>([&] { Bert<>{PatchedEncoder("bert_sequence", patch).checkpoint()}; });
  };
  for (const char* const kind : {"relative_key", "relative_key_query", "alibi"}) {
    CHECK(refused((R"({"position_embedding_type": ")" + std::string(kind) + "\"}").c_str()).key == "position_embedding_type");
    CHECK(refused((R"({"position_embedding_type": ")" + std::string(kind) + "\"}").c_str()).found == kind);
  }
  CHECK(refused(R"({"is_decoder": true})").key == "is_decoder");
  CHECK(refused(R"({"add_cross_attention": true})").key == "add_cross_attention");
  CHECK(refused(R"({"problem_type": "ranking"})").key == "problem_type");
  CHECK(refused(R"({"id2label": {"3": null}})").key == "id2label");
}
