#include <ganymede/models/granite.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Granite gives the logits of transformers") { check_like_transformers<Granite>({"granite", "granite_bias"}); }

TEST_CASE("each of Granite's factors counts, and is a number that can be multiplied with") {
  for (const char* key : {"embedding_multiplier", "attention_multiplier", "residual_multiplier", "logits_scaling"}) {
    CAPTURE(key);
    CHECK(distance_with<Granite<>>("granite", {{key, 1.5}}) > 1e-3);
    CHECK(refused_key<Granite<>>("granite", {{key, 0}}) == key);
    CHECK(refused_key<Granite<>>("granite", {{key, 1e300}}) == key);
  }
}

TEST_CASE("Granite from GGUF files gives the same logits") { check_gguf_like_transformers<Granite>({"granite_bias"}); }
