#include <ganymede/models/electra.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<Electra<>>);

TEST_CASE_TEMPLATE("ELECTRA checkpoints give the hidden states and the logits of transformers, with narrow embeddings or without", T, float,
                   double) {
  check_encoder<Electra, T>("electra_masked", HeadKind::masked_lm);
  check_encoder<Electra, T>("electra_tokens", HeadKind::tokens);
  check_encoder<Electra, T>("electra_sequence", HeadKind::sequence);  // three segments
}
