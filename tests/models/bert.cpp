#include <ganymede/models/bert.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<Bert<>>);

TEST_CASE_TEMPLATE("BERT checkpoints give the hidden states and the logits of transformers, each head", T, float, double) {
  check_encoder<Bert, T>("bert_masked", HeadKind::masked_lm);
  check_encoder<Bert, T>("bert_sequence", HeadKind::sequence);
  check_encoder<Bert, T>("bert_tokens", HeadKind::tokens);
  check_encoder<Bert, T>("bert_answers", HeadKind::question_answering);
  check_encoder<Bert, T>("bert_one_label", HeadKind::sequence);
}
