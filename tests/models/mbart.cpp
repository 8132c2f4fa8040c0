#include <ganymede/models/mbart.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<MBart<>>);

TEST_CASE_TEMPLATE("mBART checkpoints give the encoder output and the logits of transformers", T, float, double) {
  for (const std::string name : {"mbart"}) check_values<MBart, T>(name);
}

TEST_CASE("mBART: greedy and beam ids, and the scores of beams, are those of transformers") {
  for (const std::string name : {"mbart"}) check_searches(MBart<>{checkpoint(name)}, name);
}
