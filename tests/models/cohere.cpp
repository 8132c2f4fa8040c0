#include <ganymede/models/cohere.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Command R gives the logits of transformers, with norms of heads and without") {
  check_like_transformers<Cohere>({"cohere", "cohere_qk_norm"});
}

TEST_CASE("Command R's logits are scaled") {
  CHECK(distance_with<Cohere<>>("cohere", {{"logit_scale", 0.6}}) == doctest::Approx(1).epsilon(1e-4));  // twice as far from zero
  CHECK(refused_key<Cohere<>>("cohere", {{"logit_scale", 0}}) == "logit_scale");
}

TEST_CASE("Command R from GGUF files gives the same logits") { check_gguf_like_transformers<Cohere>({"cohere", "cohere_qk_norm"}); }
