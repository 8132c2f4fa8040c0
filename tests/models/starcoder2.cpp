#include <ganymede/models/starcoder2.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("StarCoder2 gives the logits of transformers, with biases and a window and without") {
  check_like_transformers<Starcoder2>({"starcoder2", "starcoder2_plain"});
}

TEST_CASE("what else stands in StarCoder2's files") {
  CHECK(distance_with<Starcoder2<>>("starcoder2", {{"norm_type", "layer_norm"}, {"scale_attn_weights", true}, {"mlp_type", "default"}}) <
        2e-5);
  CHECK(refused_key<Starcoder2<>>("starcoder2", {{"norm_type", "rms_norm"}}) == "norm_type");
  CHECK(refused_key<Starcoder2<>>("starcoder2", {{"mlp_type", "gated"}}) == "mlp_type");
}

TEST_CASE("StarCoder2 from GGUF files gives the same logits") { check_gguf_like_transformers<Starcoder2>({"starcoder2"}); }
