#include <ganymede/models/m2m100.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<M2M100<>>);

TEST_CASE_TEMPLATE("M2M100 checkpoints give the encoder output and the logits of transformers", T, float, double) {
  for (const std::string name : {"m2m100", "pegasus"}) check_values<M2M100, T>(name);
}

TEST_CASE("M2M100: greedy and beam ids, and the scores of beams, are those of transformers") {
  for (const std::string name : {"m2m100", "pegasus"}) check_searches(M2M100<>{checkpoint(name)}, name);
}
