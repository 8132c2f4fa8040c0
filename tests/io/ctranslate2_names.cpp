#include <ganymede/io/ctranslate2_names.hpp>

#include <doctest/doctest.h>

using ganymede::detail::ctranslate2_name;

TEST_CASE("CTranslate2's variables have their own words for a norm's weight and bias, and for positions") {
  CHECK(ctranslate2_name("encoder.layer_0.ffn.linear_0", "weight") == "encoder/layer_0/ffn/linear_0/weight");
  CHECK(ctranslate2_name("encoder.layer_0.ffn.layer_norm", "weight") == "encoder/layer_0/ffn/layer_norm/gamma");
  CHECK(ctranslate2_name("encoder.layer_0.ffn.layer_norm", "bias") == "encoder/layer_0/ffn/layer_norm/beta");
  CHECK(ctranslate2_name("decoder.position_encodings", "weight") == "decoder/position_encodings/encodings");
  CHECK(ctranslate2_name("decoder.projection", "") == "decoder/projection");
}
