#include <ganymede/models/t5_encoder.hpp>

#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/any_translation_model.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<T5Encoder<>>);

TEST_CASE_TEMPLATE("T5's encoder by itself gives the hidden states of transformers", T, float, double) {
  check_encoder<T5Encoder, T>("t5_encoder", HeadKind::none);
}

TEST_CASE("a T5 with a decoder translates, one without is an encoder") {
  const Checkpoint half(encoder_folder("t5_encoder"));
  CHECK(is_encoder_model(half));
  CHECK_FALSE(is_translation_model(half));
  CHECK_FALSE(is_encoder_model(checkpoint("t5")));
  CHECK(is_translation_model(checkpoint("t5")));
  CHECK(contains(error_of<ConfigError>([&] { T5<>{half}; }).expected, "a decoder"));
}
