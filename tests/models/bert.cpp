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
