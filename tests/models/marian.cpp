#include <ganymede/models/marian.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<Marian<>>);

TEST_CASE_TEMPLATE("Marian checkpoints give the encoder output and the logits of transformers", T, float, double) {
  for (const std::string name : {"marian", "marian_separate"}) check_values<Marian, T>(name);
}

TEST_CASE("Marian: greedy and beam ids, and the scores of beams, are those of transformers") {
  for (const std::string name : {"marian", "marian_separate"}) check_searches(Marian<>{checkpoint(name)}, name);
}
