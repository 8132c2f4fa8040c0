#include <ganymede/models/t5.hpp>

#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<T5<>>);

TEST_CASE_TEMPLATE("T5 checkpoints give the encoder output and the logits of transformers", T, float, double) {
  for (const std::string name : {"t5", "t5_gated", "mt5"}) check_values<T5, T>(name);
}

TEST_CASE("T5: greedy and beam ids, and the scores of beams, are those of transformers") {
  for (const std::string name : {"t5", "t5_gated", "mt5"}) check_searches(T5<>{checkpoint(name)}, name);
}
